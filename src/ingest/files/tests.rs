use std::io::Write;

use zip::write::SimpleFileOptions;

use super::*;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar_gz_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut builder = tar::Builder::new(gz);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        // Written byte by byte: the builder itself refuses paths that lead out.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

/// Names of the sources, and messages of what could not be read.
fn opened(name: &str, bytes: &[u8]) -> (Vec<Source>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let found = find(&[folder.path().to_path_buf()]);
    let mut problems: Vec<String> = found.problems.into_iter().map(|(_, why)| why).collect();
    let mut sources = Vec::new();
    for file in found.files {
        match file.open() {
            Ok(read) => read.for_each(|read| match read {
                Ok(source) => sources.push(source),
                Err(error) => problems.push(error.to_string()),
            }),
            Err(error) => problems.push(error.to_string()),
        }
    }
    (sources, problems)
}

fn names(sources: &[Source]) -> Vec<&str> {
    sources.iter().map(|source| source.name.as_str()).collect()
}

#[test]
fn sidecars_and_hidden_files_are_no_documents() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("a.txt", "甲");
    write("a.txt.meta.toml", "page = 2\n");
    write("b.txt", "乙");
    write("bulletins.toml", "publication = \"示例报\"\n");
    write(".hidden.txt", "x");
    write(".git/c.txt", "x");
    write("in/d.txt", "丁");
    write("in/e.txt.meta.toml", "page = 2\n");
    let found = find(&[folder.path().to_path_buf()]);
    let found_names: Vec<&str> = found.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(found_names, ["a.txt", "b.txt", "in/d.txt"]);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    let sidecar = |at: usize| found.files[at].sidecar().unwrap();
    let first = sidecar(0).unwrap().publication;
    assert_eq!(
        (first.name.as_deref(), first.page.as_deref()),
        (Some("示例报"), Some("2"))
    );
    assert!(sidecar(1).unwrap().publication.page.is_none());
    assert!(sidecar(2).is_none());
}

#[test]
fn a_folder_whose_sidecar_is_wrong_waits() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "甲").unwrap();
    std::fs::write(
        folder.path().join("bulletins.toml"),
        "pubication = \"报\"\n",
    )
    .unwrap();
    let found = find(&[folder.path().to_path_buf()]);
    assert!(found.files.is_empty());
    assert!(
        found.problems[0]
            .1
            .contains("did you mean \"publication\"?")
    );
}

#[test]
fn archives_are_read_as_folders() {
    let files: [(&str, &[u8]); 6] = [
        ("b.txt", "乙".as_bytes()),
        ("2024/a.txt", "甲".as_bytes()),
        ("2024/a.txt.meta.toml", b"page = 2\n"),
        (
            "2024/bulletins.toml",
            "publication = \"示例报\"\n".as_bytes(),
        ),
        ("__MACOSX/a.txt", b"x"),
        (".DS_Store", b"x"),
    ];
    for (name, bytes) in [
        ("x.zip", zip_of(&files)),
        ("x.tar.gz", tar_gz_of(&files)),
        ("x.tgz", tar_gz_of(&files)),
    ] {
        let (sources, problems) = opened(name, &bytes);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(
            names(&sources),
            [format!("{name}/2024/a.txt"), format!("{name}/b.txt")]
        );
        let publication = &sources[0].sidecar.as_ref().unwrap().publication;
        assert_eq!(publication.page.as_deref(), Some("2"));
        assert_eq!(publication.name.as_deref(), Some("示例报"));
        assert!(sources[1].sidecar.is_none());
    }
}

#[test]
fn of_files_of_one_name_in_an_archive_none_is_read() {
    let files: [(&str, &[u8]); 3] = [
        ("a/01.txt", "甲".as_bytes()),
        ("a/02.txt", "乙".as_bytes()),
        ("a/03.txt", "丙".as_bytes()),
    ];
    // No writer makes such a file: the second name is written over.
    let mut zip = zip_of(&files);
    while let Some(at) = memchr::memmem::find(&zip, b"a/02.txt") {
        zip[at..at + 8].copy_from_slice(b"a/01.txt");
    }
    let twice = [files[0], ("a/01.txt", files[1].1), files[2]];
    for (name, bytes) in [("x.zip", zip), ("x.tar.gz", tar_gz_of(&twice))] {
        let (sources, problems) = opened(name, &bytes);
        assert_eq!(names(&sources), [format!("{name}/a/03.txt")]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("{name}/a/01.txt: ")));
    }
}

/// Publication and text of each document below `x`, and what is wrong, said of what.
fn read_from(folder: &Path) -> (Vec<String>, Vec<String>) {
    let found = find(&[folder.to_path_buf()]);
    let root = format!("{}/", folder.display());
    let mut problems: Vec<String> = found
        .problems
        .iter()
        .map(|(path, why)| format!("{}: {why}", path.display()))
        .collect();
    let mut documents = Vec::new();
    for file in found.files {
        let shown = file.shown();
        let is_archive = members::is_archive(&file.name);
        let told = |error: io::Error| match is_archive {
            true => error.to_string(),
            false => format!("{shown}: {error}"),
        };
        match file.open() {
            Ok(sources) => sources.for_each(|source| match source {
                Ok(it) => documents.push(format!(
                    "{} {:?} {:?}",
                    it.name,
                    String::from_utf8_lossy(&it.bytes),
                    it.sidecar.map(|sidecar| sidecar.publication)
                )),
                Err(error) => problems.push(told(error)),
            }),
            Err(error) => problems.push(told(error)),
        }
    }
    let bare = |text: String| {
        ["x.zip/", "x.tgz/"].iter().fold(text, |text, archive| {
            text.replace(&root, "").replace(archive, "x/")
        })
    };
    let mut problems: Vec<String> = problems.into_iter().map(bare).collect();
    problems.sort();
    (documents.into_iter().map(bare).collect(), problems)
}

#[test]
fn a_slip_in_a_sidecar_is_told_alike_in_folders_and_archives() {
    let files: [(&str, &[u8]); 12] = [
        ("a.txt", "送药车来了".as_bytes()),
        ("a.txt.meta.toml", b"page = \"\xc8\xfd\"\n"),
        ("b.txt", "送药车走了".as_bytes()),
        ("b.txt.meta.toml", b"pgae = 2\n"),
        ("c.txt", "渡口开了".as_bytes()),
        (
            "bulletins.toml",
            "publication = \"渡口报\"\n[\"d.txt\"]\npage = 3\n".as_bytes(),
        ),
        ("e.txt.meta.toml", b"page = 2\n"),
        ("wrong/a.txt", "渡口关了".as_bytes()),
        ("wrong/bulletins.toml", b"publication = \"\xc8\xfd\"\n"),
        ("wrong/below/a.txt", "水退了".as_bytes()),
        ("sub/d.txt", "水涨了".as_bytes()),
        ("sub/bulletins.toml", "[\"d.txt\"]\npage = 3\n".as_bytes()),
    ];
    let on_disk = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        let path = on_disk.path().join("x").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let (documents, problems) = read_from(on_disk.path());
    let begins: Vec<&str> = documents
        .iter()
        .map(|it| &it[..it.find(' ').unwrap()])
        .collect();
    assert_eq!(begins, ["x/c.txt", "x/sub/d.txt", "x/wrong/below/a.txt"]);
    let expected = [
        "x/a.txt: a.txt.meta.toml: this sidecar is not UTF-8",
        "x/b.txt: b.txt.meta.toml line 1: unknown key",
        "x/bulletins.toml: bulletins.toml line 2: there is no file \"d.txt\"",
        "x/e.txt.meta.toml: there is no file e.txt",
        "x/wrong/bulletins.toml: bulletins.toml: this sidecar is not UTF-8",
    ];
    assert_eq!(problems.len(), expected.len(), "{problems:#?}");
    for (problem, expected) in problems.iter().zip(expected) {
        assert!(problem.starts_with(expected), "{problem}");
    }
    for (name, bytes) in [("x.zip", zip_of(&files)), ("x.tgz", tar_gz_of(&files))] {
        let archived = tempfile::tempdir().unwrap();
        std::fs::write(archived.path().join(name), bytes).unwrap();
        let (same_documents, same_problems) = read_from(archived.path());
        assert_eq!(same_documents, documents, "{name}");
        assert_eq!(same_problems, problems, "{name}");
    }
}

#[test]
fn a_sidecar_named_alone_is_about_what_lies_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("a.txt"), "甲").unwrap();
    std::fs::write(at("a.txt.meta.toml"), "page = 2\n").unwrap();
    std::fs::write(at("b.txt.meta.toml"), "page = 2\n").unwrap();
    assert!(find(&[at("a.txt.meta.toml")]).problems.is_empty());
    assert_eq!(find(&[at("b.txt.meta.toml")]).problems.len(), 1);
}

#[test]
fn a_name_with_a_colon_leads_nowhere() {
    let zip = zip_of(&[("a:b?.txt", b"x"), ("C:/d.txt", b"x")]);
    let (sources, problems) = opened("a.zip", &zip);
    assert_eq!(names(&sources), ["a.zip/a:b?.txt"]);
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn paths_that_lead_out_are_not_read() {
    for (name, bytes) in [
        (
            "x.zip",
            zip_of(&[("../a.txt", b"x"), ("/etc/b.txt", b"x"), ("c.txt", b"x")]),
        ),
        (
            "x.tar.gz",
            tar_gz_of(&[("in/../../a.txt", b"x"), ("/b.txt", b"x"), ("c.txt", b"x")]),
        ),
    ] {
        let (sources, problems) = opened(name, &bytes);
        assert_eq!(names(&sources), [format!("{name}/c.txt")]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("leads out of the archive"));
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 30_000_000];
    for (name, bytes) in [
        ("x.zip", zip_of(&[("a.txt", &zeros)])),
        ("x.tar.gz", tar_gz_of(&[("a.txt", &zeros)])),
    ] {
        let (sources, problems) = opened(name, &bytes);
        assert!(sources.is_empty());
        assert!(problems[0].contains("times its size"), "{problems:?}");
    }
    let mut nested = zip_of(&[("a.txt", b"x")]);
    for _ in 0..4 {
        nested = zip_of(&[("x.zip", &nested)]);
    }
    let (sources, problems) = opened("x.zip", &nested);
    assert!(
        sources.is_empty() && problems[0].contains("no deeper"),
        "{problems:?}"
    );
    let (_, problems) = opened("x.zip", b"PK\x03\x04 not really");
    assert!(
        problems[0].contains("zip file cannot be read"),
        "{problems:?}"
    );
}

#[test]
fn names_in_gbk_are_read() {
    let mut bytes = zip_of(&[("aaaa.txt", "甲".as_bytes())]);
    let (gbk, _, _) = encoding_rs::GBK.encode("河湾");
    let name: Vec<u8> = [&gbk[..], b".txt"].concat();
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(b"aaaa.txt") {
            bytes[at..at + name.len()].copy_from_slice(&name);
        }
    }
    let (sources, problems) = opened("x.zip", &bytes);
    assert_eq!(names(&sources), ["x.zip/河湾.txt"], "{problems:?}");
}

#[test]
fn files_above_the_limit_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::File::create(&path)
        .unwrap()
        .set_len(LARGEST + 1)
        .unwrap();
    let found = find(&[path]);
    let error = found.files[0].open().err().unwrap().to_string();
    assert!(
        error.contains("51 MB") && error.contains("50 MB"),
        "{error}"
    );
}

#[test]
fn a_sidecar_that_may_not_be_read_is_named_itself() {
    let locked = || Some(Err(io::ErrorKind::PermissionDenied.into()));
    let said = beside::of("a.txt", locked(), None).unwrap_err().to_string();
    assert!(said.starts_with("a.txt.meta.toml: "), "{said}");
    assert!(said.contains("right to read it"), "{said}");
}

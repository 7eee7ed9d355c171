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

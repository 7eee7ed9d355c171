//! Corrections, provenance, backups and trouble with the disk, through the real program.

mod support;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::{Command, Stdio};

use support::{Place, eventually};

/// Two records; the headline of the first and the body of the second are given.
fn records(headline: &str, body: &str) -> String {
    format!(
        r#"{{"headline":"{headline}","datePublished":"2024-04-24","articleBody":["榕江区疾控中心提醒市民及早接种流感疫苗，全区十二个门诊周末照常开放。"]}}
{{"headline":"操场上的急救课","datePublished":"2024-04-25","articleBody":["{body}"]}}
"#
    )
}

const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

/// A place with the records loaded, and their ids.
fn loaded() -> (Place, Vec<String>) {
    let place = Place::new();
    place.write("in.jsonl", records("及早接种", SCHOOL));
    place.run(&["load", "in.jsonl"]).assert_ok();
    let ids = ids(&place);
    assert_eq!(ids.len(), 2);
    (place, ids)
}

fn ids(place: &Place) -> Vec<String> {
    let out = place.run(&["export"]).assert_ok().out.clone();
    out.lines()
        .map(|line| line.split('"').nth(3).unwrap().to_string())
        .collect()
}

#[test]
fn a_correction_outlives_a_reload_and_is_flagged_when_the_document_changes() {
    let (place, ids) = loaded();
    let first = ids[0].as_str();
    let server = place.serve(&[]);
    place
        .run(&[
            "revise",
            first,
            "--headline",
            "及早接种流感疫苗",
            "--date",
            "2024-04",
            "--by",
            "林编辑",
            "--reason",
            "标题漏字",
        ])
        .assert_ok();
    place.run(&["verify"]).assert_ok();
    place.write(
        "in.jsonl",
        records("及早接种", &SCHOOL.replace("深度", "力度")),
    );
    place.run(&["load", "in.jsonl"]).assert_ok();
    let exported = place.run(&["export"]).assert_ok().out.clone();
    assert!(
        exported.contains("及早接种流感疫苗") && exported.contains("\"2024-04\""),
        "{exported}"
    );
    assert!(!place.run(&["check"]).out.contains("更正过"));

    place.write(
        "in.jsonl",
        records("市民应及早接种", &SCHOOL.replace("深度", "力度")),
    );
    place.run(&["load", "in.jsonl"]).assert_ok();
    let exported = place.run(&["export"]).assert_ok().out.clone();
    assert!(exported.contains("及早接种流感疫苗"), "{exported}");
    assert!(place.run(&["check"]).out.contains("管理者更正过标题、日期"));
    assert_eq!(self::ids(&place), ids);

    let log = place.run(&["log", first]).assert_ok().out.clone();
    assert!(
        log.contains("revised") && log.contains("林编辑") && log.contains("标题漏字"),
        "{log}"
    );
    assert!(place.run(&["log", &ids[1]]).out.contains("[articleBody]"));
    let page = eventually(
        || server.get(&format!("/articles/{first}")).1,
        |page| page.contains("林编辑"),
    );
    assert!(
        page.contains("<ins>") && page.contains("标题漏字"),
        "{page}"
    );

    place.run(&["revise", first, "--reset"]).assert_ok();
    let exported = place.run(&["export"]).assert_ok().out.clone();
    assert!(exported.contains("\"市民应及早接种\""), "{exported}");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn what_is_withdrawn_stays_so_until_it_is_restored() {
    let (place, ids) = loaded();
    let second = ids[1].as_str();
    let server = place.serve(&[]);
    let address = format!("/articles/{second}");
    assert_eq!(server.get(&address).0, 200);
    place
        .run(&[
            "withdraw",
            second,
            "--reason",
            "应当事人要求",
            "--by",
            "林编辑",
        ])
        .assert_ok();
    place
        .run(&["withdraw", second, "--reason", "又一次"])
        .assert_failed(&["withdrawn already"]);
    place.write("in.jsonl", records("及早接种疫苗", SCHOOL));
    place.run(&["load", "in.jsonl"]).assert_ok();
    let (status, page) = eventually(|| server.get(&address), |(status, _)| *status == 410);
    assert_eq!(status, 410);
    assert!(
        page.contains("应当事人要求") && page.contains("林编辑"),
        "{page}"
    );
    assert_eq!(self::ids(&place), ids[..1]);
    place.run(&["verify"]).assert_ok();
    let list = server.get("/documents").1;
    let document = list
        .split("/documents/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let shown = server.get(&format!("/documents/{document}")).1;
    assert!(
        shown.contains("疾控中心提醒") && !shown.contains("心肺复苏"),
        "{shown}"
    );
    assert!(!shown.contains("/raw"), "{shown}");
    let raw = server.get(&format!("/documents/{document}/raw"));
    assert!(
        raw.0 == 410 && raw.1.contains("不提供这份文档的原件"),
        "{raw:?}"
    );
    place.run(&["restore", second]).assert_ok();
    place
        .run(&["restore", second])
        .assert_failed(&["not withdrawn"]);
    assert_eq!(
        eventually(|| server.get(&address).0, |status| *status == 200),
        200
    );
    place
        .run(&["withdraw", "00000000000", "--reason", "x"])
        .assert_failed(&["no such article"]);
    place
        .run(&["revise", "第一篇", "--headline", "x"])
        .assert_failed(&["/articles/ID"]);
}

#[test]
fn what_is_withdrawn_stays_so_whatever_becomes_of_its_document() {
    let (place, ids) = loaded();
    let second = ids[1].as_str();
    let address = format!("/articles/{second}");
    place
        .run(&["withdraw", second, "--reason", "应当事人要求"])
        .assert_ok();
    let both = records("及早接种", SCHOOL);
    let first_alone = both.lines().next().unwrap().to_string();
    let second_alone = both.lines().nth(1).unwrap().to_string();
    let server = place.serve(&[]);
    let stays = |what: &str| {
        let (status, page) = server.get(&address);
        assert!(
            status == 410 && page.contains("应当事人要求"),
            "{what}: {status} {page}"
        );
        let shown = self::ids(&place);
        assert!(!shown.contains(&second.to_string()), "{what}: {shown:?}");
        place.run(&["verify"]).assert_ok();
    };
    for (what, text) in [("without it", &first_alone), ("with it again", &both)] {
        place.write("in.jsonl", text);
        place.run(&["load", "in.jsonl"]).assert_ok();
        stays(what);
    }
    // Nor does the same text in another document lead there.
    place.write("other.jsonl", &second_alone);
    place.run(&["load", "other.jsonl"]).assert_ok();
    stays("a reprint");
    place.run(&["restore", second]).assert_ok();
    let back = eventually(|| server.get(&address).0, |status| *status == 200);
    assert_eq!(back, 200);
}

#[test]
fn a_withdrawn_article_that_a_sidecar_drops_shows_nowhere() {
    let place = Place::new();
    let page = format!(
        "本报讯 榕江区疾控中心提醒市民及早接种流感疫苗，全区十二个门诊周末照常开放。\n\n操场上的急救课\n\n本报讯 {SCHOOL}\n"
    );
    place.write("page.txt", page);
    place.run(&["load", "page.txt"]).assert_ok();
    let ids = self::ids(&place);
    let second = ids.last().unwrap().as_str();
    place
        .run(&["withdraw", second, "--reason", "应当事人要求"])
        .assert_ok();
    place.write(
        "page.txt.meta.toml",
        "[[article]]\nfind = \"心肺复苏\"\ndrop = true\n",
    );
    place.run(&["load", "page.txt"]).assert_ok();
    let server = place.serve(&[]);
    assert_eq!(server.get(&format!("/articles/{second}")).0, 410);
    let list = server.get("/documents").1;
    let document = list.split("/documents/").nth(1).unwrap();
    let document = document.split('"').next().unwrap();
    let shown = server.get(&format!("/documents/{document}")).1;
    assert!(
        shown.contains("疾控中心提醒") && !shown.contains("心肺复苏"),
        "{shown}"
    );
    assert_eq!(server.get(&format!("/documents/{document}/raw")).0, 410);
}

#[test]
fn addresses_of_a_renamed_file_lead_on_when_its_old_name_is_forgotten() {
    let (place, ids) = loaded();
    place.write("renamed.jsonl", records("及早接种", SCHOOL));
    let loaded = place.run(&["load", "renamed.jsonl"]);
    assert!(loaded.assert_ok().err.contains("forget"), "{loaded:?}");
    place
        .run(&["forget", "in.jsonl", "--reason", "改名", "--yes"])
        .assert_ok();
    let server = place.serve(&[]);
    for old in &ids {
        let (status, page) = server.get(&format!("/articles/{old}"));
        assert_eq!(status, 301, "{page}");
    }
    assert_eq!(self::ids(&place).len(), 2);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn originals_are_read_again_and_a_rehearsal_writes_nothing() {
    let (place, ids) = loaded();
    place
        .run(&["revise", &ids[0], "--headline", "另一个标题"])
        .assert_ok();
    let before = place.run(&["export"]).out;
    let rehearsed = place.run(&["reprocess", "--dry-run"]);
    assert!(
        rehearsed
            .assert_ok()
            .out
            .contains("0 new, 0 changed, 2 unchanged"),
        "{rehearsed:?}"
    );
    place
        .run(&["reprocess", "--document", "in.jsonl"])
        .assert_ok();
    assert_eq!(place.run(&["export"]).out, before);
    place.run(&["verify"]).assert_ok();
    place
        .run(&["reprocess", "--document", "nirgends"])
        .assert_failed(&["nirgends"]);
}

#[test]
fn damage_is_named() {
    let (place, _) = loaded();
    // Statements, and what is said of the damage they do; one problem does not hide another of the same round.
    let rounds = [
        &[
            ("UPDATE document SET articles = 77", "it says 77 articles"),
            (
                "UPDATE article SET headline = '换过的标题' WHERE seq = (SELECT min(seq) FROM article)",
                "other words",
            ),
            (
                "UPDATE article SET date = '1999' WHERE seq = (SELECT max(seq) FROM article)",
                "wrong place",
            ),
            (
                "INSERT INTO gone (id, target, headline, at, by, reason) VALUES (7, 8, '', '', '', ''), (8, 7, '', '', '', '')",
                "in a circle",
            ),
            (
                "INSERT INTO gone (id, target, headline, at, by, reason) VALUES (9, 10, '', '', '', '')",
                "never was",
            ),
            (
                "INSERT INTO gone (id, headline, at, by, reason, content) VALUES (11, '', '', '', '', x'00')",
                "what 0000000000b was",
            ),
            (
                "INSERT INTO revision (article, at, command, action, reason) VALUES (12, '', '', '', '')",
                "history: that of 0000000000c",
            ),
            (
                "INSERT INTO correction (article, fields, base, stale) VALUES (13, '{}', x'00', 0)",
                "correction: that of 0000000000d",
            ),
            (
                "INSERT INTO document_version (document, sha256, loaded_at, replaced_at, bytes)
                 SELECT id, x'01', '', '', bytes FROM document JOIN document_content ON document = id",
                "hash 01",
            ),
        ][..],
        &[
            ("UPDATE document SET sha256 = x'00'", "hash 00"),
            ("DELETE FROM posting", "is damaged"),
            (
                "UPDATE article_content SET content = x'00'",
                "cannot be read",
            ),
        ],
    ];
    for round in rounds {
        for (statement, _) in round {
            damage(&place, statement);
        }
        let words: Vec<&str> = round.iter().map(|(_, words)| *words).collect();
        place
            .run(&["verify"])
            .assert_failed(&[&words[..], &["restore-from"]].concat());
    }
}

#[test]
fn an_index_is_made_anew() {
    let (place, _) = loaded();
    damage(&place, "DELETE FROM posting");
    place
        .run(&["verify"])
        .assert_failed(&["is damaged", "--repair-index"]);
    place.run(&["verify", "--repair-index"]).assert_ok();
    place.run(&["verify"]).assert_ok();
}

/// Does what no command of ours would do.
fn damage(place: &Place, statement: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let mut connection = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(place.path("a.db"))
            .connect()
            .await
            .unwrap();
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_backup_is_made_while_serving_and_put_back_when_nobody_looks() {
    let (place, ids) = loaded();
    let server = place.serve(&[]);
    place.run(&["backup", "copy.db"]).assert_ok();
    place.run(&["backup", "copy.db"]).assert_ok();
    place
        .run(&["backup", "a.db"])
        .assert_failed(&["the archive itself"]);
    place.write("notes.txt", "不是数据库".repeat(30));
    place
        .run(&["backup", "notes.txt"])
        .assert_failed(&["notes.txt"]);
    place.write(
        "more.jsonl",
        records("后来的", "后来的一篇，备份里没有，恢复之后也不再有。").replace("榕江", "漓江"),
    );
    place.run(&["load", "more.jsonl"]).assert_ok();
    assert!(self::ids(&place).len() > 2);
    place
        .run(&["restore-from", "copy.db"])
        .assert_failed(&["open in another process"]);
    assert_eq!(server.stop("-TERM"), Some(0));
    place.write(
        "broken.db",
        std::fs::read(place.path("copy.db"))
            .unwrap()
            .split_at(20_000)
            .0,
    );
    assert_eq!(place.run(&["restore-from", "broken.db"]).code, Some(1));
    let restored = place.run(&["restore-from", "copy.db"]);
    assert!(restored.assert_ok().out.contains("before-"), "{restored:?}");
    assert_eq!(self::ids(&place), ids);
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let (place, ids) = loaded();
    let archive = place.path("a.db");
    let lock = jianbao::archive::WriterLock::acquire(
        &archive,
        "load",
        "2026-01-01T00:00:00Z",
        std::time::Duration::ZERO,
        |_| {},
    )
    .unwrap();
    let words = [
        &*format!("process {}", std::process::id()),
        "jianbao load",
        "2026-01-01",
    ];
    place
        .run(&["revise", &ids[0], "--headline", "x", "--wait", "0"])
        .assert_failed(&words);
    let place_path = place.path("");
    let waiting = std::thread::spawn(move || {
        Command::new(env!("CARGO_BIN_EXE_jianbao"))
            .args([
                "withdraw", &ids[1], "--reason", "x", "--wait", "20", "--db", "a.db",
            ])
            .current_dir(place_path)
            .output()
            .unwrap()
    });
    std::thread::sleep(std::time::Duration::from_millis(500));
    drop(lock);
    let output = waiting.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn server_and_load_may_start_at_once() {
    let place = Place::new();
    place.write("in.jsonl", records("及早接种", SCHOOL));
    let children: Vec<_> = (0..4)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_jianbao"))
                .args(["load", "in.jsonl", "--db", "a.db"])
                .current_dir(place.path(""))
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(ids(&place).len(), 2);
    place.run(&["verify"]).assert_ok();
}

/// A limit on the size of files, for want of a full disk: SQLite is told that it cannot write.
#[test]
fn a_full_disk_is_named_and_nothing_is_lost() {
    let (place, ids) = loaded();
    let many: Vec<String> = (0..4_000)
        .map(|n| format!(r#"{{"headline":"第{n}号","articleBody":["第{n}号门诊照常开放，居民凭证件前往。"]}}"#))
        .collect();
    place.write("many.jsonl", many.join("\n"));
    let limited = |arguments: &str| {
        Command::new("sh")
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f 800; exec {} {arguments} --db a.db",
                env!("CARGO_BIN_EXE_jianbao")
            ))
            .current_dir(place.path(""))
            .output()
            .unwrap()
    };
    let output = limited("load many.jsonl");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("disk is full") && !said.contains("panicked"),
        "{said}"
    );
    assert_eq!(self::ids(&place), ids);
    place.run(&["verify"]).assert_ok();
    place.run(&["load", "many.jsonl"]).assert_ok();
    let output = limited("backup copy.db");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!place.path("copy.db").exists() && !place.path("copy.db.part").exists());
    assert_eq!(self::ids(&place).len(), 4_002);
}

#[test]
fn a_read_only_archive_is_read_and_refuses_to_be_written() {
    let (place, ids) = loaded();
    for suffix in ["-open", "-writer"] {
        std::fs::remove_file(place.path(&format!("a.db{suffix}"))).unwrap();
    }
    let rights = |path: &str, mode| {
        std::fs::set_permissions(place.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    rights("a.db", 0o444);
    rights("", 0o555);
    let exported = as_nobody(&place, &["export"]);
    let revised = as_nobody(&place, &["revise", &ids[0], "--headline", "x"]);
    rights("", 0o755);
    rights("a.db", 0o644);
    let out = String::from_utf8_lossy(&exported.stdout);
    assert!(ids.iter().all(|id| out.contains(id)), "{exported:?}");
    let said = String::from_utf8_lossy(&revised.stderr);
    assert!(said.contains("can only be read"), "{said}");
    place.run(&["verify"]).assert_ok();
}

#[test]
fn a_reader_without_rights_follows_what_others_write() {
    let (place, _) = loaded();
    if std::fs::metadata(place.path("a.db")).unwrap().uid() != 0 {
        return; // Only the superuser can be somebody else.
    }
    let writer = place.serve(&[]);
    let rights = |mode| {
        std::fs::set_permissions(place.path(""), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    place.write(
        "more.jsonl",
        records(
            "后来的一篇",
            "打开之后才载入的一篇，只能读的那一边也要看到。",
        )
        .replace("榕江", "漓江"),
    );
    rights(0o555);
    let reader = place.serve_as_nobody(&[]);
    assert!(reader.said.contains("reading alone"), "{}", reader.said);
    assert!(!reader.get("/articles").1.contains("后来的一篇"));
    place.run(&["load", "more.jsonl"]).assert_ok();
    let page = eventually(
        || reader.get("/articles").1,
        |page| page.contains("后来的一篇"),
    );
    rights(0o755);
    assert!(page.contains("后来的一篇"), "{page}");
    drop(writer);
}

/// A process that was killed leaves its write-ahead log: what is in it belongs to the archive, and to no other.
#[test]
fn a_write_ahead_log_goes_with_its_archive_alone() {
    let (place, ids) = loaded();
    place.run(&["backup", "copy.db"]).assert_ok();
    let server = place.serve(&[]);
    place
        .run(&["withdraw", &ids[0], "--reason", "核实中"])
        .assert_ok();
    let copied = |from: &str, to: &str| {
        std::fs::copy(place.path(from), place.path(to)).unwrap();
    };
    // As both would be left behind if the power failed now.
    for suffix in ["", "-wal"] {
        copied(&format!("a.db{suffix}"), &format!("killed.db{suffix}"));
        copied(&format!("a.db{suffix}"), &format!("other.db{suffix}"));
    }
    assert!(
        std::fs::metadata(place.path("killed.db-wal"))
            .unwrap()
            .len()
            > 0
    );
    assert_eq!(server.stop("-TERM"), Some(0));
    place.run(&["restore-from", "copy.db"]).assert_ok();
    assert_eq!(self::ids(&place).len(), 2);
    // The backup is of two articles; the log beside the name knows of a withdrawal.
    place.run(&["backup", "other.db"]).assert_ok();
    assert!(!place.path("other.db-wal").exists());
    place.run(&["restore-from", "other.db"]).assert_ok();
    assert_eq!(self::ids(&place).len(), 2);
    place.run(&["restore-from", "killed.db"]).assert_ok();
    assert_eq!(self::ids(&place), [ids[1].clone()]);
}

#[test]
fn a_backup_does_not_replace_what_is_open_elsewhere() {
    let (place, _) = loaded();
    place.run(&["backup", "copy.db"]).assert_ok();
    let other = place.serve(&["--db", "copy.db"]);
    place
        .run(&["backup", "copy.db"])
        .assert_failed(&["copy.db", "open in another process"]);
    drop(other);
    place.run(&["backup", "copy.db"]).assert_ok();
}

fn as_nobody(place: &Place, arguments: &[&str]) -> std::process::Output {
    let mut command = place.as_nobody();
    command.args(arguments).current_dir(place.path(""));
    command.output().unwrap()
}

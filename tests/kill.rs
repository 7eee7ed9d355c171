//! `kill -9` at any moment leaves an archive that opens, is sound, and goes on where it was.

mod support;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jianbao::archive::Archive;
use support::Place;

/// How often a process is killed.
const KILLS: u64 = 50;

/// Files of one folder in two versions, so that there is always something to load.
fn write_files(place: &Place, folder: &str, version: u64) {
    for file in 0..6 {
        let rows: Vec<String> = (0..20)
            .map(|row| {
                let number = file * 100 + row;
                format!(
                    r#"{{"headline":"第{number}号通知","datePublished":"2024-{:02}-{:02}","articleBody":["第{number}号门诊于第{version}次更正后照常开放，居民凭身份证件前往，工作人员逐一登记。","另有{}名志愿者在现场引导。"]}}"#,
                    number % 12 + 1,
                    row % 28 + 1,
                    (number * 7 + version) % 90 + 10,
                )
            })
            .collect();
        place.write(&format!("{folder}/{file}.jsonl"), rows.join("\n"));
    }
}

/// Numbers that look random and are the same in each run.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 11
}

#[test]
fn nothing_is_lost_when_a_process_is_killed() {
    let place = Place::new();
    for version in 0..4 {
        write_files(&place, &format!("v{version}"), version);
    }
    place.run(&["load", "v0"]).assert_ok();
    let first = place.run(&["export"]).assert_ok().out.clone();
    let ids: Vec<String> = first
        .lines()
        .map(|line| line.split('"').nth(3).unwrap().to_string())
        .collect();
    assert_eq!(ids.len(), 120);
    let lengths: Vec<Duration> = COMMANDS
        .iter()
        .map(|command| {
            let arguments = arguments(command, "v1", &ids[0], "更正");
            let start = Instant::now();
            place.run(&arguments).assert_ok();
            start.elapsed()
        })
        .collect();
    let mut state = 0x2545_f491_4f6c_dd1d;
    let (mut struck, mut verified) = (0, 0);
    for turn in 0..KILLS {
        let id = &ids[random(&mut state) as usize % ids.len()];
        let folder = format!("v{}", turn / 4 % 4);
        let headline = format!("更正{turn}");
        let which = turn as usize % COMMANDS.len();
        let arguments = arguments(COMMANDS[which], &folder, id, &headline);
        let pause = lengths[which].mul_f64((random(&mut state) % 100) as f64 / 100.0);
        struck += u64::from(killed(&place, &arguments, pause));
        // Each tenth time the whole archive is checked, else that it opens and answers.
        if turn % 10 == 9 {
            place.run(&["verify"]).assert_ok();
            verified += 1;
        } else {
            opens(&place);
        }
    }
    place.run(&["load", "v3"]).assert_ok();
    place.run(&["verify"]).assert_ok();
    place.run(&["backup", "copy.db"]).assert_ok();
    place
        .run_on(&place.path("copy.db"), &["verify"])
        .assert_ok();
    let last = place.run(&["export"]).assert_ok().out.clone();
    assert_eq!(last.lines().count(), ids.len());
    assert!(ids.iter().all(|id| last.contains(id.as_str())));
    println!(
        "{struck} of {KILLS} were killed before they ended; verified {verified} times between"
    );
    assert!(struck > KILLS / 4, "only {struck} of {KILLS} were killed");
}

/// The archive opens and answers.
fn opens(place: &Place) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let archive = Archive::open(&place.path("a.db")).await.unwrap();
        assert_eq!(archive.facets().len(), 120);
        archive.recent_revisions(1).await.unwrap();
        archive.close().await;
    });
}

const COMMANDS: [&str; 4] = ["load", "reprocess", "revise", "backup"];

fn arguments<'a>(command: &str, folder: &'a str, id: &'a str, headline: &'a str) -> Vec<&'a str> {
    match command {
        "load" => vec!["load", folder],
        "revise" => vec!["revise", id, "--headline", headline],
        "backup" => vec!["backup", "copy.db"],
        _ => vec!["reprocess"],
    }
}

/// Starts a command and kills it after a pause; was it still running?
fn killed(place: &Place, arguments: &[&str], pause: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jianbao"))
        .args(arguments)
        .env("JIANBAO_DB", place.path("a.db"))
        .current_dir(place.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while start.elapsed() < pause {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let running = child.try_wait().unwrap().is_none();
    // SIGKILL, to this child alone.
    child.kill().ok();
    child.wait().unwrap();
    running
}

//! Archives of every released schema are opened, brought up to date and sound.

mod support;

use std::path::Path;

use jianbao::archive::Archive;
use support::Place;

#[test]
fn an_archive_of_every_release_is_brought_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "zst") {
            continue;
        }
        seen += 1;
        let packed = std::fs::read(&path).unwrap();
        let place = Place::new();
        place.write("a.db", zstd::decode_all(packed.as_slice()).unwrap());
        let (articles, gone) = counts(&place);
        assert!(articles > 0 && gone > 0);
        let said = place.run(&["verify"]);
        assert!(
            said.assert_ok()
                .out
                .contains(&format!("{articles} articles")),
            "{said:?}"
        );
        let exported = place.run(&["export"]).assert_ok().out.clone();
        assert_eq!(exported.lines().count(), articles);
        place.run(&["reprocess"]).assert_ok();
        place.run(&["verify"]).assert_ok();
        assert_eq!(counts(&place).1, gone, "an address was lost");
    }
    assert!(seen > 0, "there is no archive of an earlier release");
}

/// Articles that are there, and addresses of others, as the file has them.
fn counts(place: &Place) -> (usize, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let archive = Archive::open(&place.path("a.db")).await.unwrap();
        let report = archive.verify().await.unwrap();
        archive.close().await;
        (
            report.articles as usize,
            (report.redirects + report.tombstones) as usize,
        )
    })
}

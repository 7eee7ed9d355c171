//! Addresses never die: random histories of documents, checked after every step.

mod support;

use std::collections::{HashMap, HashSet};

use jianbao::archive::{Archive, ArticleId, Lookup, Prepared};
use jianbao::article::{Article, Basis, DatePublished, Document, Layout, LineRange, Publication};
use proptest::prelude::*;

/// Histories of one run; `PROPTEST_CASES` asks for more.
const HISTORIES: u32 = 64;

/// Two of them have one file name, so that they can claim one id.
const DOCUMENTS: [&str; 4] = ["01.txt", "b/01.txt", "a/01.txt", "02.txt"];

/// An article as its editors see it; `key` stays whatever they do to it.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    key: u32,
    headline: String,
    body: Vec<String>,
}

/// What editors do, with numbers that choose the article.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Headline,
    Body,
    Both,
    Order,
    Merge,
    Split,
    Move { both_at_once: bool, new_first: bool },
    Remove,
    Return,
    Add,
}

fn edits() -> impl Strategy<Value = Vec<(Edit, u16, u16)>> {
    let edit = prop_oneof![
        Just(Edit::Headline),
        Just(Edit::Body),
        Just(Edit::Both),
        Just(Edit::Order),
        Just(Edit::Merge),
        Just(Edit::Split),
        any::<(bool, bool)>().prop_map(|(both_at_once, new_first)| Edit::Move {
            both_at_once,
            new_first
        }),
        Just(Edit::Remove),
        Just(Edit::Return),
        Just(Edit::Add),
    ];
    prop::collection::vec((edit, any::<u16>(), any::<u16>()), 1..14)
}

/// Text that no other number gives.
fn prose(seed: u32, length: usize) -> String {
    const LETTERS: &str = "春风送暖疫苗接种门诊开放市民前往社区医院就诊义诊讲座健康宣传居民老人儿童家长学校教师护士医生村镇街道防控筛查慢病随访签约服务设备更新培训考核山河湖海田野道路桥梁灯火晨昏雨雪冬夏秋收粮仓工厂车间工人农民商铺市场邻里志愿者队伍活动现场参加人数达到多名";
    let letters: Vec<char> = LETTERS.chars().collect();
    let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            letters[(state >> 20) as usize % letters.len()]
        })
        .collect()
}

/// The documents, and what is known of every address.
struct World {
    archive: Archive,
    documents: Vec<Vec<Piece>>,
    removed: Vec<(usize, Piece)>,
    /// The address under which a piece was last seen.
    addresses: HashMap<u32, ArticleId>,
    ever: HashSet<ArticleId>,
    /// Two pieces of one text: nothing tells which of them an editor meant, so their addresses may change places.
    twins: Vec<u32>,
    /// A piece whose text the last edit put into another.
    merged: Option<(u32, u32)>,
    next: u32,
    clock: u32,
}

impl World {
    async fn new(archive: Archive) -> Self {
        let mut world = Self {
            archive,
            documents: vec![Vec::new(); DOCUMENTS.len()],
            removed: Vec::new(),
            addresses: HashMap::new(),
            ever: HashSet::new(),
            twins: Vec::new(),
            merged: None,
            next: 1,
            clock: 0,
        };
        for document in 0..DOCUMENTS.len() {
            for _ in 0..3 {
                let piece = world.piece();
                world.documents[document].push(piece);
            }
        }
        // The same text in two folders.
        let copy = Piece {
            key: world.number(),
            ..world.documents[1][0].clone()
        };
        world.twins = vec![world.documents[1][0].key, copy.key];
        world.documents[2].push(copy);
        world.load(&[0, 1, 2, 3]).await;
        world
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn piece(&mut self) -> Piece {
        let key = self.number();
        Piece {
            key,
            headline: prose(key * 7 + 1, 9),
            body: (0..4).map(|n| prose(key * 7 + 2 + n, 40) + "。").collect(),
        }
    }

    /// Loads documents as they are now, in one transaction.
    async fn load(&mut self, documents: &[usize]) {
        let batch: Vec<Prepared> = documents
            .iter()
            .map(|at| prepared(DOCUMENTS[*at], &self.documents[*at]))
            .collect();
        self.clock += 1;
        let now = format!(
            "2026-01-01T00:{:02}:{:02}Z",
            self.clock / 60,
            self.clock % 60
        );
        for report in self.archive.store(&batch, &now).await.unwrap() {
            report.unwrap();
        }
        self.archive.refresh().await.unwrap();
    }

    /// Where the pieces stand now.
    async fn seen(&self) -> HashMap<u32, ArticleId> {
        let mut seen = HashMap::new();
        for row in self.archive.documents("", 100).await.unwrap() {
            let at = DOCUMENTS
                .iter()
                .position(|name| **name == *row.name)
                .unwrap();
            let pieces = self.archive.articles_of(row.id, 0, 1_000).await.unwrap();
            assert_eq!(pieces.len(), self.documents[at].len());
            for (stored, piece) in pieces.iter().zip(&self.documents[at]) {
                assert_eq!(stored.row.headline, piece.headline);
                seen.insert(piece.key, stored.row.id);
            }
        }
        seen
    }

    /// Does one edit; the documents it touched, in the order to load them, and whether at once.
    fn edit(&mut self, edit: Edit, a: u16, b: u16) -> (Vec<usize>, bool) {
        let document = a as usize % DOCUMENTS.len();
        let length = self.documents[document].len();
        let at = b as usize % length.max(1);
        let fresh = self.number();
        match edit {
            Edit::Add => {
                let piece = self.piece();
                self.documents[document].insert(at.min(length), piece);
            }
            Edit::Return => {
                let Some((document, piece)) = self.removed.pop() else {
                    return (Vec::new(), true);
                };
                self.documents[document].push(piece);
                return (vec![document], true);
            }
            _ if length == 0 => return (Vec::new(), true),
            Edit::Headline => self.documents[document][at].headline = prose(fresh * 7, 8),
            Edit::Body => correct(&mut self.documents[document][at].body, fresh),
            Edit::Both => {
                self.documents[document][at].headline = prose(fresh * 7, 8);
                correct(&mut self.documents[document][at].body, fresh);
            }
            Edit::Order => self.documents[document].reverse(),
            Edit::Merge if length >= 2 => {
                let gone = self.documents[document].remove(at);
                let into = at % (length - 1);
                self.documents[document][into].body.extend(gone.body);
                let into = self.documents[document][into].key;
                match self.twins.contains(&gone.key) {
                    true => self.twins.push(into),
                    false if !self.twins.contains(&into) => self.merged = Some((gone.key, into)),
                    false => {}
                }
            }
            Edit::Split => {
                let piece = &mut self.documents[document][at];
                if piece.body.len() < 4 {
                    return (Vec::new(), true);
                }
                if self.twins.contains(&piece.key) {
                    self.twins.push(fresh);
                }
                let rest = piece.body.split_off(piece.body.len() - 2);
                let second = Piece {
                    key: fresh,
                    headline: prose(fresh * 7, 8),
                    body: rest,
                };
                self.documents[document].insert(at + 1, second);
            }
            Edit::Move {
                both_at_once,
                new_first,
            } => {
                let other = (document + 1 + b as usize % 3) % DOCUMENTS.len();
                let piece = self.documents[document].remove(at);
                self.documents[other].push(piece);
                let order = match new_first {
                    true => vec![other, document],
                    false => vec![document, other],
                };
                return (order, both_at_once);
            }
            Edit::Remove => {
                let piece = self.documents[document].remove(at);
                self.removed.push((document, piece));
            }
            Edit::Merge => return (Vec::new(), true),
        }
        (vec![document], true)
    }

    /// Checks every promise.
    async fn check(&mut self, edit: Edit) {
        let seen = self.seen().await;
        for (key, before) in &self.addresses {
            let Some(now) = seen.get(key) else { continue };
            if now != before {
                let copied_first = matches!(
                    edit,
                    Edit::Move {
                        new_first: true,
                        ..
                    }
                );
                assert!(
                    copied_first || self.twins.contains(key),
                    "{edit:?} gave piece {key} another address"
                );
                // It lives elsewhere: the old address leads to it, or to a copy of it.
                let lookup = self.archive.article(*before).await.unwrap();
                match lookup {
                    Lookup::Moved(target) => assert!(self.is_there(target).await),
                    Lookup::Found(_) => {}
                    other => panic!("{edit:?} left the address of piece {key} {other:?}"),
                }
            }
        }
        if let Some((gone, into)) = self.merged.take() {
            let lookup = self.archive.article(self.addresses[&gone]).await.unwrap();
            assert_eq!(lookup, Lookup::Moved(seen[&into]), "merged");
        }
        self.ever.extend(seen.values());
        for id in &self.ever {
            match self.archive.article(*id).await.unwrap() {
                Lookup::Found(_) | Lookup::Gone(_) => {}
                Lookup::Moved(target) => assert!(self.is_there(target).await, "{edit:?}"),
                Lookup::Missing => panic!("{edit:?} killed {id}"),
            }
        }
        self.addresses.extend(seen);
    }

    async fn is_there(&self, id: ArticleId) -> bool {
        matches!(self.archive.article(id).await.unwrap(), Lookup::Found(_))
    }
}

/// Changes some words of a body.
fn correct(body: &mut [String], seed: u32) {
    let at = seed as usize % body.len();
    let mut letters: Vec<char> = body[at].chars().collect();
    let place = seed as usize % (letters.len() - 6);
    letters.splice(place..place + 4, prose(seed * 7, 5).chars());
    body[at] = letters.into_iter().collect();
}

fn prepared(name: &str, pieces: &[Piece]) -> Prepared {
    let articles: Vec<Article> = (1..)
        .zip(pieces)
        .map(|(line, piece)| Article {
            headline: piece.headline.clone(),
            article_body: piece.body.clone(),
            date_published: Some(DatePublished {
                date: "2024-04-24".parse().unwrap(),
                basis: Basis::Printed,
                time: None,
                words: None,
            }),
            lines: vec![LineRange(line, line)],
            ..Article::default()
        })
        .collect();
    let text: Vec<String> = pieces
        .iter()
        .map(|piece| format!("{} {}", piece.headline, piece.body.concat()))
        .collect();
    let text = text.join("\n");
    let document = Document {
        name: name.to_string(),
        bytes: text.clone().into_bytes(),
        text,
        encoding: "UTF-8".to_string(),
        layout: Layout::Newspaper,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    };
    Prepared::new(document, None)
}

async fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
    (folder, archive)
}

/// Every article's document, place and address.
async fn addresses(archive: &Archive) -> Vec<(String, usize, ArticleId)> {
    let mut found = Vec::new();
    for row in archive.documents("", 100).await.unwrap() {
        let pieces = archive.articles_of(row.id, 0, 1_000).await.unwrap();
        let pieces = pieces.iter().enumerate();
        found.extend(pieces.map(|(at, piece)| (row.name.clone(), at, piece.row.id)));
    }
    found
}

async fn history(edits: Vec<(Edit, u16, u16)>, order: u64) {
    let (_folder, archive) = archive().await;
    let mut world = World::new(archive).await;
    world.check(Edit::Add).await;
    for (edit, a, b) in edits {
        let (touched, at_once) = world.edit(edit, a, b);
        match at_once {
            true => world.load(&touched).await,
            false => {
                for document in touched {
                    world.load(&[document]).await;
                }
            }
        }
        world.check(edit).await;
    }
    any_order(&world.documents, order).await;
    world.archive.close().await;
}

/// The documents in two orders, in batches of different sizes, on two archives.
async fn any_order(documents: &[Vec<Piece>], seed: u64) {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let mut found = Vec::new();
    for batch in [1, 3] {
        let (_folder, archive) = archive().await;
        for part in order.chunks(batch) {
            let batch: Vec<Prepared> = part
                .iter()
                .map(|at| prepared(DOCUMENTS[*at], &documents[*at]))
                .collect();
            for report in archive.store(&batch, "2026-01-01T00:00:00Z").await.unwrap() {
                report.unwrap();
            }
        }
        archive.refresh().await.unwrap();
        found.push(addresses(&archive).await);
        archive.close().await;
        order.sort_by_key(|at| (seed >> (at * 8)) & 0xff);
    }
    assert_eq!(
        found[0], found[1],
        "the order of loading shows in the addresses"
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(HISTORIES),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })]

    #[test]
    fn addresses_outlive_every_history(edits in edits(), order in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(history(edits, order));
    }
}

/// Histories that once killed an address.
#[test]
fn addresses_outlive_histories_that_once_killed_one() {
    let moved = |both_at_once, new_first| Edit::Move {
        both_at_once,
        new_first,
    };
    let mut histories = Vec::new();
    for at_once in [false, true] {
        // A text returns to where it once stood, after its copy elsewhere, to which that address led, had gone too.
        histories.push(vec![
            (moved(at_once, false), 14657, 4831),
            (Edit::Remove, 19297, 16274),
            (Edit::Order, 37266, 0),
            (moved(at_once, false), 27318, 54656),
        ]);
        // There under another address, because the new place was loaded first, and back.
        histories.push(vec![
            (moved(at_once, true), 0, 0),
            (moved(at_once, false), 1, 11),
        ]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for edits in histories {
        runtime.block_on(history(edits, 1021));
    }
}

/// Real pages, where they lie beside the checkout or `JIANBAO_SEEDS` says: a corrected copy of each keeps the addresses.
/// Prints what became of them.
#[test]
fn corrected_seeds_keep_their_addresses() {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let seeds = std::env::var_os("JIANBAO_SEEDS").map_or(beside, Into::into);
    let Ok(files) = std::fs::read_dir(&seeds) else {
        return eprintln!("{} is not there: nothing is tried", seeds.display());
    };
    let place = support::Place::new();
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        place.write(&format!("in/{name}"), std::fs::read(&path).unwrap());
    }
    place.run(&["load", "in"]).assert_ok();
    let before = exported(&place);
    for entry in std::fs::read_dir(place.path("in")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, corrected(&text, &before)).unwrap();
    }
    place.run(&["load", "in"]).assert_ok();
    place.run(&["verify"]).assert_ok();
    let after: HashMap<String, String> = exported(&place).into_iter().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut kept, mut redirected) = (0, 0);
    runtime.block_on(async {
        let archive = Archive::open(&place.path("a.db")).await.unwrap();
        for (id, headline) in &before {
            match archive.article(id.parse().unwrap()).await.unwrap() {
                Lookup::Found(_) => {
                    kept += 1;
                    println!("{id} stays   {headline} → {}", after[id]);
                }
                Lookup::Moved(target) => {
                    redirected += 1;
                    println!("{id} → {target} {headline}");
                }
                Lookup::Gone(_) => println!("{id} gone    {headline}"),
                Lookup::Missing => panic!("{id} died"),
            }
        }
    });
    println!(
        "{kept} of {} addresses stay, {redirected} redirect",
        before.len()
    );
    assert!(kept + redirected > 0);
}

/// Ids and headlines, in the order of the documents.
fn exported(place: &support::Place) -> Vec<(String, String)> {
    let out = place.run(&["export"]).assert_ok().out.clone();
    let field = |line: &str, name: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record[name].as_str().unwrap_or_default().to_string()
    };
    out.lines()
        .map(|line| (field(line, "id"), field(line, "headline")))
        .collect()
}

/// Every fifth line has a word changed, and every headline a mark behind it.
fn corrected(text: &str, articles: &[(String, String)]) -> String {
    let lines = text.split('\n').enumerate().map(|(at, line)| {
        if articles.iter().any(|(_, headline)| headline == line.trim()) {
            return format!("{line}（更正）");
        }
        match at % 5 {
            0 => line.replacen('的', "之", 1),
            _ => line.to_string(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

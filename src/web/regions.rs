//! Browsing by region: the tile map, the tree, one region's articles.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::charts::TileMap;
use super::error::WebError;
use super::frame::{Frame, Section, show};
use super::listing::{Base, Choice, ListingView};
use super::params::{Asked, ListParams};
use super::places::in_latin;
use super::reader::Reader;
use super::{App, Page};
use crate::archive::Filter;
use crate::archive::facets::Facets;
use crate::region::{Code, Gazetteer, Region};

/// Matches shown of a search among the regions.
const MATCHES: usize = 60;

/// A region in the tree, with those below it that have articles.
struct Branch {
    code: Code,
    name: &'static str,
    latin: String,
    count: String,
    branches: Vec<Branch>,
}

/// A region that a search among the names found.
struct Match {
    region: &'static Region,
    full_name: String,
    count: String,
}

#[derive(Template)]
#[template(path = "regions.html")]
struct RegionsPage {
    frame: Frame,
    tiles: TileMap,
    tree: Vec<Branch>,
    /// What was typed to find a region, and what it found.
    name: String,
    matches: Vec<Match>,
}

pub(super) async fn regions(
    State(app): State<App>,
    reader: Reader,
    asked: Asked,
) -> Page<Response> {
    let lang = reader.lang;
    let facets = app.archive.facets();
    let name = asked.value("name").trim().to_string();
    let matches = if name.is_empty() {
        Vec::new()
    } else {
        find(&reader, &facets, &name)
    };
    let tiles = TileMap::new(&reader, &facets);
    let provinces = facets.counts_of(&Filter::default()).regions.clone();
    let tree = branches(&reader, &facets, provinces);
    let title = reader.strings().regions;
    let frame = Frame::new(reader, Section::Regions, title, "/regions");
    show(
        &RegionsPage {
            frame,
            tiles,
            tree,
            name,
            matches,
        },
        lang,
    )
}

fn branches(reader: &Reader, facets: &Facets, counts: Vec<(Code, u64)>) -> Vec<Branch> {
    let mut branches: Vec<Branch> = counts
        .into_iter()
        .filter_map(|(code, count)| {
            let region = Gazetteer::get().region(code)?;
            let below = Gazetteer::get()
                .children(code)
                .filter_map(|child| Some((child.code, facets.region(child.code)?.len())));
            Some(Branch {
                code,
                name: region.name,
                latin: in_latin(reader.lang, code),
                count: reader.lang.number(count),
                branches: branches(reader, facets, below.collect()),
            })
        })
        .collect();
    branches.sort_by_key(|branch| branch.code);
    branches
}

/// Regions by characters of their name, its pinyin or initials, or the beginning of their code.
fn find(reader: &Reader, facets: &Facets, name: &str) -> Vec<Match> {
    let gazetteer = Gazetteer::get();
    let found = gazetteer.search(name, MATCHES).into_iter();
    found
        .map(|region| Match {
            region,
            full_name: gazetteer.full_name(region.code),
            count: reader
                .lang
                .number(facets.region(region.code).map_or(0, |set| set.len())),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "region.html")]
struct RegionPage {
    frame: Frame,
    region: &'static Region,
    /// From the province down.
    above: Vec<&'static Region>,
    below: Vec<Choice>,
    listing: ListingView,
}

pub(super) async fn region(
    State(app): State<App>,
    reader: Reader,
    Path(code): Path<String>,
    wanted: ListParams,
) -> Page<Response> {
    let lang = reader.lang;
    let code: Code = code.parse().map_err(|_| WebError::NotFound)?;
    let gazetteer = Gazetteer::get();
    let region = gazetteer.region(code).ok_or(WebError::NotFound)?;
    let path = format!("/regions/{code}");
    let base = Base {
        path: &path,
        fixed: Filter {
            region: Some(code),
            ..Filter::default()
        },
    };
    let listing = ListingView::load(&app, &reader, &base, &wanted).await?;
    let facets = app.archive.facets();
    let counts = facets.counts_of(&base.filter(&wanted));
    let rest = wanted.with(|w| w.filter.region = None).query();
    let below = counts.regions.iter().map(|(code, count)| Choice {
        label: gazetteer
            .region(*code)
            .map_or(String::new(), |region| region.name.to_string())
            + &in_latin(reader.lang, *code),
        address: format!("/regions/{code}{rest}"),
        count: reader.lang.number(*count),
    });
    let below = below.collect();
    let mut above: Vec<&Region> = gazetteer.ancestors(code).collect();
    above.reverse();
    let name = gazetteer.full_name(code) + &in_latin(reader.lang, code);
    let frame = listing.frame(reader, Section::Regions, &name, &base.address(&wanted));
    show(
        &RegionPage {
            frame,
            region,
            above,
            below,
            listing,
        },
        lang,
    )
}

impl RegionPage {
    fn latin(&self, region: &Region) -> String {
        in_latin(self.frame.reader.lang, region.code)
    }

    /// For an abolished region: its years, and the one that took over.
    fn abolished(&self) -> Option<(String, Option<&'static Region>)> {
        let to = self.region.to?;
        let years = self.frame.t.region_years(&self.region.from, &to);
        Some((years, self.region.heir()))
    }
}

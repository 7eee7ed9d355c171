//! The gutter between columns. Rows are counted one by one, so that every beginning of a page is looked at for the price
//! of the whole: a web page printed as one tall page has thousands of rows.

use super::columns::Run;

/// A gutter is at least this many characters wide.
pub(super) const GUTTER: f32 = 0.8;
/// Places that are tried: one for each point, and no paper is so many points wide. Of a page that is, some are left out.
const PLACES: usize = 2_000;

/// A place that a gutter may stand at, right of where some run ends.
#[derive(Debug, Clone)]
struct Place {
    x: f32,
    /// The run that ends there is among the rows.
    seen: bool,
    /// Something stands on this side of it.
    left: bool,
    right: bool,
    /// Runs across it, each alone in its row.
    across: usize,
    /// A row of several runs crosses it.
    spoilt: bool,
}

/// All places of a page, with what the rows so far say of them.
struct Places {
    /// Where runs end, in whole points, ascending; as long as `places`.
    edges: Vec<i32>,
    places: Vec<Place>,
    em: f32,
    runs: usize,
}

/// The middle of the gutter that the fewest lines run across; those that do must stand alone in their row (headlines).
pub(super) fn widest(rows: &[Vec<Run>], em: f32) -> Option<f32> {
    let mut places = Places::new(rows, em);
    rows.iter().for_each(|row| places.add(row));
    let open = places.open().map(|place| (place.across, place.x));
    open.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|found| found.1)
}

/// The most rows from above, two at least and not all, that have a gutter.
pub(super) fn rows_above(rows: &[Vec<Run>], em: f32) -> Option<usize> {
    let mut places = Places::new(rows, em);
    let above = rows.split_last().map_or(rows, |(_, above)| above);
    let mut most = None;
    for (count, row) in (1..).zip(above) {
        places.add(row);
        if count > 1 && places.open().next().is_some() {
            most = Some(count);
        }
    }
    most
}

/// Does the run stand in the way of a gutter at this place?
pub(super) fn crosses(run: &Run, x: f32, em: f32) -> bool {
    // A line's edge may stand a little over its column's.
    let half = em * GUTTER / 2.0 - 1.0;
    run.left < x + half && run.right > x - half
}

fn edge(run: &Run) -> i32 {
    run.right.ceil() as i32
}

impl Places {
    fn new(rows: &[Vec<Run>], em: f32) -> Self {
        let mut edges: Vec<i32> = rows.iter().flatten().map(edge).collect();
        edges.sort_unstable();
        edges.dedup();
        let step = edges.len().div_ceil(PLACES).max(1);
        let edges: Vec<i32> = edges.into_iter().step_by(step).collect();
        let place = |edge: &i32| Place {
            x: *edge as f32 + em * GUTTER / 2.0,
            seen: false,
            left: false,
            right: false,
            across: 0,
            spoilt: false,
        };
        Self {
            places: edges.iter().map(place).collect(),
            edges,
            em,
            runs: 0,
        }
    }

    fn add(&mut self, row: &[Run]) {
        self.runs += row.len();
        for run in row {
            if let Ok(at) = self.edges.binary_search(&edge(run))
                && let Some(place) = self.places.get_mut(at)
            {
                place.seen = true;
            }
            let (em, alone) = (self.em, row.len() == 1);
            for place in &mut self.places {
                if crosses(run, place.x, em) {
                    place.across += 1;
                    place.spoilt |= !alone;
                } else if run.right < place.x {
                    place.left = true;
                } else {
                    place.right = true;
                }
            }
        }
    }

    /// The places that a gutter stands at in the rows so far.
    fn open(&self) -> impl Iterator<Item = &Place> {
        let few = |place: &Place| place.across * 3 <= self.runs;
        self.places.iter().filter(move |place| {
            place.seen && place.left && place.right && !place.spoilt && few(place)
        })
    }
}

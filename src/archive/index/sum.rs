//! Adding up what several lookups found, article by article.

use super::cursor::Cursor;
use super::postings::{Found, Postings};
use super::state::Index;

/// Articles are added up so many at a time: their sums stay in the processor's nearer caches.
const WINDOW: u32 = 1 << 16;

/// Adds up for each article what `worth` says of what each lookup found in it, and gives the sums of those in which anything
/// was found to `sink`, with the article's number; in no order.
pub(in crate::archive) fn sum_up(
    index: &Index,
    postings: &[&Postings],
    worth: impl Fn(usize, &Found) -> f32,
    mut sink: impl FnMut(f32, u32),
) {
    let cursors = postings.iter().enumerate();
    let mut cursors: Vec<Cursor> = cursors.map(|(nth, it)| Cursor::of(nth, it)).collect();
    let mut sums = vec![0.0_f32; WINDOW as usize];
    for from in (0..index.docs.len() as u32).step_by(WINDOW as usize) {
        let mut any = false;
        for (nth, cursor) in cursors.iter_mut().enumerate() {
            let in_headlines = cursor.in_headlines;
            while let Some(entries) = cursor.next_before(from.saturating_add(WINDOW)) {
                any = true;
                for entry in entries {
                    if let Some(doc) = index.alive(entry.doc)
                        && let Some(sum) = sums.get_mut(entry.doc.wrapping_sub(from) as usize)
                        && entry.mark.counts(in_headlines)
                    {
                        *sum += worth(nth, &Found::of(doc, entry.mark));
                    }
                }
            }
        }
        if !any {
            continue;
        }
        for (sum, doc) in sums.iter_mut().zip(from..) {
            if *sum > 0.0 {
                sink(std::mem::take(sum), index.doc(doc).number);
            }
        }
    }
}

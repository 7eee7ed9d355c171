//! Which of some names was meant by one that is none of them, for advice such as `is "caption" meant?`. It is
//! better to say nothing than to guess: a short name may have one wrong character, a long one a third.

/// The nearest of the names; of short ones one character may be wrong, of long ones a third.
pub(crate) fn nearest<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let length = given.chars().count();
    let allowed = (length / 3).max(1);
    // Names of other lengths are not near; to compare them would take long where something endless is given.
    let names = names.filter(|name| name.chars().count().abs_diff(length) <= allowed);
    let distances = names.map(|name| (strsim::damerau_levenshtein(given, name), name));
    let near = distances.filter(|(distance, _)| *distance <= allowed);
    near.min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_third_may_be_wrong() {
        let names = || ["region", "from", "to"].into_iter();
        assert_eq!(nearest("regoins", names()), Some("region"));
        assert_eq!(nearest("form", names()), Some("from"));
        assert_eq!(nearest("colour", names()), None);
        assert_eq!(nearest(&"from".repeat(10), names()), None);
    }
}

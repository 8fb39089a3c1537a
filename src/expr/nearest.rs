//! "Did you mean": the known names nearest to a wrong one.

/// At most this many names are suggested.
const MOST_SUGGESTIONS: usize = 3;

/// Up to three of `candidates` that `name` may have been meant for, the likeliest first: few letters wrong or swapped, or one
/// name the start of the other.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let known = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&wanted, &known);
            let prefix = length >= 3
                && (known.starts_with(&wanted) || wanted.starts_with(&known) && known.len() >= 3);
            (distance <= (length / 3).max(1) || prefix).then_some((distance, candidate))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(MOST_SUGGESTIONS).map(|(_, candidate)| candidate).collect()
}

/// The end of an error message about an unknown name: `; did you mean ...?`, or all names where none is near and they are few,
/// or nothing.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let near = nearest(name, candidates.iter().copied());
    if !near.is_empty() {
        format!("; did you mean {}?", alternatives(&near))
    } else if !candidates.is_empty() && candidates.len() <= 12 {
        format!("; known: {}", candidates.join(", "))
    } else {
        String::new()
    }
}

fn alternatives(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_swapped_and_cut_names_are_found() {
        let known = ["rosenbrock", "beale", "booth", "ackley"];
        assert_eq!(nearest("rosenbrok", known), ["rosenbrock"]);
        assert_eq!(nearest("baele", known), ["beale"]);
        assert_eq!(nearest("rosen", known), ["rosenbrock"]);
        assert_eq!(nearest("Ackley", known), ["ackley"]);
        assert!(nearest("quadratic", known).is_empty());
    }

    #[test]
    fn the_message_lists_what_is_near_or_else_what_there_is() {
        assert_eq!(suggestion("z", ["x", "y"]), "; did you mean `x` or `y`?");
        assert_eq!(suggestion("quadratic", ["booth", "beale"]), "; known: booth, beale");
    }
}

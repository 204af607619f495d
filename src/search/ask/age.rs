//! An age as typed in, its days out: how fast a preference for recent articles fades.

use std::str::FromStr;

/// `30d`, `12w` or `1y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    pub days: u32,
}

impl FromStr for Age {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let days = |number: &str, of: u32| number.parse::<u32>().ok()?.checked_mul(of);
        let found = match typed.char_indices().next_back() {
            Some((at, 'd')) => days(&typed[..at], 1),
            Some((at, 'w')) => days(&typed[..at], 7),
            Some((at, 'y')) => days(&typed[..at], 365),
            _ => None,
        };
        found
            .filter(|days| *days > 0)
            .map(|days| Age { days })
            .ok_or_else(|| "expected an age such as 30d, 12w or 1y".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Age;

    #[test]
    fn ages() {
        let check = |typed: &str, days: Option<u32>| {
            assert_eq!(typed.parse::<Age>().ok().map(|age| age.days), days, "{typed}");
        };
        check("30d", Some(30));
        check("2w", Some(14));
        check("1y", Some(365));
        for wrong in ["", "d", "30", "0d", "-1d", "99999999999y", "4000000000w", "1é", "1 d"] {
            check(wrong, None);
        }
    }
}

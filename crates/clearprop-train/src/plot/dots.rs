//! Curves for the terminal, of Braille dots.

use super::Series;
use super::axis::{Axis, written};

/// Draws up to two curves on `columns × lines` characters, each of 2 × 4 dots, with the axes' ends
/// beside them. Equal ways upwards are equal factors, so that a loss that falls and falls is seen
/// to do so; values of 0 and below are left out.
pub fn dots(series: &[Series], columns: usize, lines: usize) -> String {
    let points = || series.iter().flat_map(|series| &series.points);
    let across = Axis::over(points().map(|point| point.0), false);
    let up = Axis::over(points().map(|point| point.1), true);
    let (width, height) = (2 * columns, 4 * lines);
    let mut cells = vec![0_u8; columns * lines];
    let mut set = |x: usize, y: usize| {
        // The bits of a Braille character, from its top left dot on.
        let bit = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]][y % 4][x % 2];
        cells[y / 4 * columns + x / 2] |= bit;
    };
    for (index, series) in series.iter().enumerate() {
        let place = |&(x, y): &(f64, f64)| {
            let x = (across.share(x)? * (width - 1) as f64).round();
            let y = ((1.0 - up.share(y)?) * (height - 1) as f64).round();
            Some((x as usize, y as usize))
        };
        let places: Vec<(usize, usize)> = series.points.iter().filter_map(place).collect();
        for pair in places.windows(2) {
            let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
            let steps = x1.abs_diff(x2).max(y1.abs_diff(y2)).max(1);
            for step in 0..=steps {
                let between = |from: usize, to: usize| {
                    (from as f64 + (to as f64 - from as f64) * step as f64 / steps as f64).round() as usize
                };
                let (x, y) = (between(x1, x2), between(y1, y2));
                // The second curve is dotted.
                if index == 0 || x % 4 < 2 {
                    set(x, y);
                }
            }
        }
    }
    let mut text = String::new();
    for (line, cells) in cells.chunks(columns).enumerate() {
        let label = match line {
            0 => format!("{:>8}", written(up.high)),
            _ if line + 1 == lines => format!("{:>8}", written(up.low)),
            _ => " ".repeat(8),
        };
        let drawn: String =
            cells.iter().map(|&bits| char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ')).collect();
        text += &format!("{label} │{drawn}\n");
    }
    let (low, high) = (format!("{}", across.low), format!("{}", across.high));
    let gap = columns.saturating_sub(low.len() + high.len());
    text + &format!("         └{}\n          {low}{}{high}\n", "─".repeat(columns), " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_that_falls_by_equal_factors_is_straight() {
        let points = (0..=4).map(|x| (f64::from(x), 10_f64.powi(-x))).collect();
        let text = dots(&[Series { points, ..Series::default() }], 3, 2);
        let expected = "       1 │⠱⡀⠀\n  0.0001 │⠀⠈⢢\n         └───\n          0 4\n";
        assert_eq!(text, expected);
    }
}

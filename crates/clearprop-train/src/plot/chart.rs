//! Curves and points over two axes, as SVG.

use std::fmt::Write;

use super::axis::{Axis, UNIT};

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// Above it.
    pub title: String,
    /// What runs to the right.
    pub x: String,
    /// What runs upwards.
    pub y: String,
    /// The curves.
    pub series: Vec<Series>,
    /// Whether to draw the line y = x; both axes then run over the same.
    pub diagonal: bool,
    /// Whether both axes run from 0 to 1; else they take in what there is.
    pub unit: bool,
    /// Whether equal ways to the right are equal factors.
    pub logarithmic_x: bool,
    /// Whether equal ways upwards are equal factors.
    pub logarithmic_y: bool,
}

/// A curve, or a cloud of points.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// What it shows.
    pub name: String,
    /// (x, y), in order.
    pub points: Vec<(f64, f64)>,
    /// Points that are not joined.
    pub loose: bool,
}

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 48.0;
/// Colours that colour-blind readers can tell apart (Okabe and Ito).
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/// Pictures in rows of three on one page. Each is 360 × 300.
pub fn page(pictures: &[String]) -> String {
    const ACROSS: usize = 3;
    let width = WIDTH * pictures.len().min(ACROSS) as f64;
    let height = HEIGHT * pictures.len().div_ceil(ACROSS) as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (index, picture) in pictures.iter().enumerate() {
        let (x, y) = (WIDTH * (index % ACROSS) as f64, HEIGHT * (index / ACROSS) as f64);
        let _ = writeln!(svg, "<g transform=\"translate({x} {y})\">\n{picture}</g>");
    }
    svg + "</svg>\n"
}

/// Text that can stand in SVG.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text with its anchor at a place.
pub(super) fn text(x: f64, y: f64, anchor: &str, content: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n", escaped(content))
}

/// Text that is read upwards.
pub(super) fn text_upwards(x: f64, y: f64, content: &str) -> String {
    format!(
        "<text transform=\"translate({x:.1} {y:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        escaped(content)
    )
}

/// The title of a picture.
pub(super) fn title(content: &str) -> String {
    format!(
        "<text x=\"{}\" y=\"18\" text-anchor=\"middle\" font-size=\"13\" font-weight=\"bold\">{}</text>\n",
        WIDTH / 2.0,
        escaped(content)
    )
}

impl Chart {
    /// The picture, for [`page`].
    pub fn svg(&self) -> String {
        let (across, up) = self.axes();
        let (plot_width, plot_height) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        let place = |(x, y): (f64, f64)| {
            Some((LEFT + across.share(x)? * plot_width, TOP + (1.0 - up.share(y)?) * plot_height))
        };
        let mut svg = title(&self.title);
        for (at, label) in across.marks() {
            let Some((x, _)) = place((at, up.low)) else { continue };
            svg += &line(x, TOP, x, TOP + plot_height, "#dddddd");
            svg += &text(x, TOP + plot_height + 14.0, "middle", &label);
        }
        for (at, label) in up.marks() {
            let Some((_, y)) = place((across.low, at)) else { continue };
            svg += &line(LEFT, y, LEFT + plot_width, y, "#dddddd");
            svg += &text(LEFT - 6.0, y + 4.0, "end", &label);
        }
        svg += &text(LEFT + plot_width / 2.0, HEIGHT - 14.0, "middle", &self.x);
        svg += &text_upwards(14.0, TOP + plot_height / 2.0, &self.y);
        if self.diagonal {
            svg += &line(LEFT, TOP + plot_height, LEFT + plot_width, TOP, "#999999");
        }
        let places: Vec<Vec<(f64, f64)>> = self
            .series
            .iter()
            .map(|series| series.points.iter().copied().filter_map(place).collect())
            .collect();
        for (index, (series, places)) in self.series.iter().zip(&places).enumerate() {
            svg += &series.svg(COLOURS[index % COLOURS.len()], places);
        }
        if self.series.len() > 1 { svg + &self.legend(&places) } else { svg }
    }

    fn axes(&self) -> (Axis, Axis) {
        if self.unit {
            return (UNIT, UNIT);
        }
        let points = || self.series.iter().flat_map(|series| &series.points);
        let (x, y) = (|| points().map(|point| point.0), || points().map(|point| point.1));
        if self.diagonal {
            let both = Axis::over(x().chain(y()), self.logarithmic_x);
            return (both, both);
        }
        (Axis::over(x(), self.logarithmic_x), Axis::over(y(), self.logarithmic_y))
    }

    /// The names of the curves, in the corner where they cover least of them.
    fn legend(&self, places: &[Vec<(f64, f64)>]) -> String {
        let short = |series: &Series| series.name.chars().take(16).collect::<String>();
        let longest = self.series.iter().map(|series| short(series).chars().count()).max().unwrap_or(0);
        let (width, height) = (30.0 + 6.4 * longest as f64, 14.0 * self.series.len() as f64 + 6.0);
        let (right, bottom) = (WIDTH - RIGHT - width - 4.0, HEIGHT - BOTTOM - height - 4.0);
        let corners = [(right, TOP + 4.0), (right, bottom), (LEFT + 4.0, TOP + 4.0), (LEFT + 4.0, bottom)];
        let covered = |(left, top): (f64, f64)| {
            let within =
                |&(x, y): &(f64, f64)| (left..left + width).contains(&x) && (top..top + height).contains(&y);
            places.iter().flat_map(|places| along(places)).filter(within).count()
        };
        let fewest = (0..corners.len()).min_by_key(|&corner| covered(corners[corner])).unwrap_or(0);
        let (left, top) = corners[fewest];
        let mut svg = format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"white\" fill-opacity=\"0.8\"/>\n"
        );
        for (index, series) in self.series.iter().enumerate() {
            let y = top + 14.0 * (index as f64 + 1.0);
            svg += &line(left + 4.0, y - 4.0, left + 20.0, y - 4.0, COLOURS[index % COLOURS.len()]);
            svg += &text(left + 24.0, y, "start", &short(series));
        }
        svg
    }
}

impl Series {
    fn svg(&self, colour: &str, places: &[(f64, f64)]) -> String {
        if self.loose {
            let circle = |(x, y): &(f64, f64)| {
                format!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"{colour}\" fill-opacity=\"0.5\"/>\n"
                )
            };
            return places.iter().map(circle).collect();
        }
        let points: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        format!(
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\"{}\"/>\n",
            points.join(" ")
        )
    }
}

/// The places of a curve, and some between each two of them.
fn along(places: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    places.windows(2).flat_map(|pair| {
        let between = |share: f64| {
            let mix = |from: f64, to: f64| from + (to - from) * share;
            (mix(pair[0].0, pair[1].0), mix(pair[0].1, pair[1].1))
        };
        (0..=8).map(move |eighths| between(f64::from(eighths) / 8.0))
    })
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, colour: &str) -> String {
    format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\"/>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_its_charts_and_escapes_their_words() {
        let series = vec![Series {
            name: "a<b".into(),
            points: vec![(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0)],
            loose: false,
        }];
        let both = [series.clone(), series].concat();
        let chart = Chart { title: "t & u".into(), series: both, ..Chart::default() };
        let svg = page(&[chart.svg()]);
        assert!(svg.contains("a&lt;b") && svg.contains("t &amp; u") && !svg.contains("NaN"));
        assert_eq!(svg.matches("<polyline").count(), 2);
    }
}

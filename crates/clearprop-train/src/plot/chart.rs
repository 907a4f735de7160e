//! Curves and points over two axes, as SVG.

use std::fmt::Write;

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
    /// Whether to draw the line y = x.
    pub diagonal: bool,
    /// Whether both axes run from 0 to 1; else they take in what there is.
    pub unit: bool,
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

/// Pictures side by side on one page. Each is 360 × 300.
pub fn page(pictures: &[String]) -> String {
    let width = WIDTH * pictures.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {width} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (index, picture) in pictures.iter().enumerate() {
        let _ = writeln!(svg, "<g transform=\"translate({} 0)\">\n{picture}</g>", WIDTH * index as f64);
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

/// From where to where an axis runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    /// Takes in all values; never empty.
    pub(super) fn over(values: impl Iterator<Item = f64>) -> Range {
        let wide =
            |range: Range, value: f64| Range { low: range.low.min(value), high: range.high.max(value) };
        let range = values
            .filter(|value| value.is_finite())
            .fold(Range { low: f64::INFINITY, high: f64::NEG_INFINITY }, wide);
        match range {
            Range { low, high } if low < high => range,
            Range { low, .. } if low.is_finite() => Range { low: low - 0.5, high: low + 0.5 },
            _ => Range { low: 0.0, high: 1.0 },
        }
    }

    /// 0 at its start, 1 at its end.
    pub(super) fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// About five round numbers within it, and the digits that they need after the point.
    fn ticks(self) -> (Vec<f64>, usize) {
        let rough = (self.high - self.low) / 5.0;
        let exponent = (-12..=15).rev().find(|&exponent| 10_f64.powi(exponent) <= rough).unwrap_or(-12);
        let power = 10_f64.powi(exponent);
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|&step| step >= rough)
            .unwrap_or(rough);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let digits = if step >= 1.0 { 0 } else { usize::try_from(-exponent).unwrap_or(0) };
        ((first..=last).map(|number| number as f64 * step).collect(), digits)
    }
}

impl Chart {
    /// The picture, for [`page`].
    pub fn svg(&self) -> String {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let unit = Range { low: 0.0, high: 1.0 };
        let (across, up) = match self.unit {
            true => (unit, unit),
            false => (Range::over(points().map(|point| point.0)), Range::over(points().map(|point| point.1))),
        };
        let (plot_width, plot_height) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        let x = |value: f64| LEFT + across.share(value) * plot_width;
        let y = |value: f64| TOP + (1.0 - up.share(value)) * plot_height;
        let mut svg = title(&self.title);
        let (ticks, digits) = across.ticks();
        for tick in ticks {
            svg += &line(x(tick), TOP, x(tick), TOP + plot_height, "#dddddd");
            svg += &text(x(tick), TOP + plot_height + 14.0, "middle", &format!("{tick:.digits$}"));
        }
        let (ticks, digits) = up.ticks();
        for tick in ticks {
            svg += &line(LEFT, y(tick), LEFT + plot_width, y(tick), "#dddddd");
            svg += &text(LEFT - 6.0, y(tick) + 4.0, "end", &format!("{tick:.digits$}"));
        }
        svg += &text(LEFT + plot_width / 2.0, HEIGHT - 14.0, "middle", &self.x);
        svg += &text_upwards(14.0, TOP + plot_height / 2.0, &self.y);
        if self.diagonal {
            let (low, high) = (across.low.max(up.low), across.high.min(up.high));
            svg += &line(x(low), y(low), x(high), y(high), "#999999");
        }
        for (index, series) in self.series.iter().enumerate() {
            let colour = COLOURS[index % COLOURS.len()];
            svg += &series.svg(colour, &x, &y);
            if self.series.len() > 1 {
                let top = TOP + 12.0 + 14.0 * index as f64;
                svg += &line(WIDTH - RIGHT - 96.0, top - 4.0, WIDTH - RIGHT - 80.0, top - 4.0, colour);
                svg += &text(WIDTH - RIGHT - 76.0, top, "start", &series.name);
            }
        }
        svg
    }
}

impl Series {
    fn svg(&self, colour: &str, x: &dyn Fn(f64) -> f64, y: &dyn Fn(f64) -> f64) -> String {
        let finite = self.points.iter().filter(|point| point.0.is_finite() && point.1.is_finite());
        if self.loose {
            let circle = |point: &(f64, f64)| {
                let (x, y) = (x(point.0), y(point.1));
                format!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"{colour}\" fill-opacity=\"0.5\"/>\n"
                )
            };
            return finite.map(circle).collect();
        }
        let points: Vec<String> =
            finite.map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1))).collect();
        format!(
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\"{}\"/>\n",
            points.join(" ")
        )
    }
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, colour: &str) -> String {
    format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\"/>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        let (ticks, digits) = Range { low: 0.03, high: 1.02 }.ticks();
        assert_eq!((ticks.len(), digits), (5, 1));
        assert!((ticks[0] - 0.2).abs() < 1e-12 && (ticks[4] - 1.0).abs() < 1e-12);
        let (ticks, digits) = Range { low: 0.0, high: 300.0 }.ticks();
        assert_eq!((ticks, digits), (vec![0.0, 100.0, 200.0, 300.0], 0));
    }

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

//! From a table to a model to predictions, whatever form the table has.

mod common;

use std::io::Write;
use std::process::Stdio;

use common::{Place, Run, example};

/// Iris in `place`, in every form.
fn iris_in_every_form(place: &Place) {
    let text = std::fs::read_to_string(example("tables/iris.csv")).expect("the example is there");
    place.write("iris.csv", &text);
    place.write("iris.tsv", text.replace(',', "\t"));
    place.write("comma.csv", text.replace(',', ";").replace('.', ","));
    place.write(
        "quoted.csv",
        text.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\" , \""))).collect::<String>(),
    );
    place.write("marked.csv", format!("\u{feff}\n{text}\n\n"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).expect("memory can be written");
    place.write("iris.csv.gz", packed.finish().expect("memory can be written"));
}

#[test]
fn every_form_of_a_table_gives_the_same_model() {
    let place = Place::new();
    iris_in_every_form(&place);
    place.done("train iris.csv -t species --epochs 20 -o iris.safetensors");
    let model = place.read("iris.safetensors");
    place.done("predict iris.safetensors iris.csv --keep -o iris.parquet");
    for form in [
        "iris.tsv",
        "comma.csv",
        "quoted.csv",
        "marked.csv",
        "iris.csv.gz",
        "iris.parquet --ignore prediction",
    ] {
        place.done(&format!("train {form} -t species --epochs 20 -o other.safetensors"));
        assert!(place.read("other.safetensors") == model, "{form} gives another model");
    }
    let mut piped = place.command("train - -t species --epochs 20 -o other.safetensors");
    let mut piped = piped.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the command starts");
    piped.stdin.take().expect("it has one").write_all(&place.read("iris.csv.gz")).expect("the pipe holds");
    let piped = Run::of(piped.wait_with_output().expect("it ends"));
    assert!(piped.code == Some(0) && piped.out.starts_with("standard input: 150 rows"), "{}", piped.out);
    assert!(place.read("other.safetensors") == model, "a pipe gives another model");
    place.done("train iris.csv -t species --epochs 20 --threads 1 -o other.safetensors");
    assert!(place.read("other.safetensors") == model, "one thread gives another model");
    place.done("train iris.csv -t species --epochs 20 --seed 1 -o other.safetensors");
    assert!(place.read("other.safetensors") != model, "another seed gives the same model");
}

#[test]
fn predictions_are_the_same_in_every_form() {
    let place = Place::new();
    iris_in_every_form(&place);
    place.done("train iris.csv -t species -o iris.safetensors");
    let plain = place.done("predict iris.safetensors iris.csv --probabilities");
    assert_eq!(plain.lines().next(), Some("prediction,p(setosa),p(versicolor),p(virginica)"));
    assert_eq!(plain.lines().count(), 151);
    place.done("predict iris.safetensors iris.csv --probabilities --keep -o kept.parquet");
    let again = place.done("predict iris.safetensors kept.parquet --probabilities");
    assert_eq!(again, plain);
    place.done("predict iris.safetensors iris.tsv --keep -o kept.tsv");
    let first = place.text("kept.tsv");
    let mut lines = first.lines();
    assert_eq!(
        lines.next(),
        Some("sepal_length\tsepal_width\tpetal_length\tpetal_width\tspecies\tprediction")
    );
    assert_eq!(lines.next(), Some("5.1\t3.5\t1.4\t0.2\tsetosa\tsetosa"));
    let report = place.done("evaluate iris.safetensors kept.parquet --plot quality.svg");
    let accuracy: f64 =
        report.lines().nth(1).and_then(|line| line.split_whitespace().nth(1)).unwrap().parse().unwrap();
    let table = place.text("iris.csv");
    let right = plain.lines().zip(table.lines()).skip(1);
    let right = right.filter(|(line, row)| line.split(',').next() == row.split(',').next_back()).count();
    assert_eq!(accuracy, format!("{:.4}", right as f64 / 150.0).parse::<f64>().unwrap());
    assert!(accuracy > 0.95);
    assert_eq!(place.text("quality.svg").matches("<g ").count(), 3);
}

#[test]
fn categories_booleans_and_gaps() {
    let place = Place::new();
    let houses = example("tables/houses.csv");
    let out = place.done(&format!(
        "train {} -t price --validation 0.2 -o houses.safetensors --plot curve.svg --importance",
        houses.display()
    ));
    for line in [
        "  district  category  centre, harbour, hills, station; some missing",
        "  garden    boolean   yes in ",
        "target   price: a number",
        "on the 80 rows kept back",
        "R² lost when a column is shuffled",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let r_squared: f64 = out.lines().find_map(|line| line.strip_prefix("R²    ")).unwrap().parse().unwrap();
    assert!(r_squared > 0.9, "{out}");
    assert!(place.text("curve.svg").contains("validation"));
    // A district and a heating that were never seen, and gaps everywhere else.
    place.write(
        "new.csv",
        "district,area,rooms,built,garden,heating\nmoon,90,3,1980,maybe,cold fusion\nNA,,,,,\n",
    );
    let predicted = place.done("predict houses.safetensors new.csv");
    let prices: Vec<f64> = predicted.lines().skip(1).map(|line| line.parse().unwrap()).collect();
    assert!(prices.len() == 2 && prices.iter().all(|price| (50.0..1500.0).contains(price)), "{predicted}");
}

#[test]
fn the_target_decides_the_task() {
    let place = Place::new();
    let rows = |target: &dyn Fn(usize) -> String| -> String {
        (0..60).map(|row| format!("{},{},{}\n", row % 8, (row * row) % 13, target(row))).collect()
    };
    for (target, options, task) in [
        (&|row: usize| (row % 2).to_string(), "", "y: one of 0, 1"),
        (&|row: usize| (row % 3).to_string(), "", "y: one of 0, 1, 2"),
        (&|row: usize| (row % 3).to_string(), "--numeric y", "y: a number"),
        (&|row: usize| format!("{}.5", row % 3), "", "y: a number"),
        (&|row: usize| format!("{}.5", row % 3), "--category y", "y: one of 0.5, 1.5, 2.5"),
        (&|row: usize| row.to_string(), "", "y: a number"),
        (&|row: usize| ["a", "b"][row % 2].to_owned(), "", "y: one of a, b"),
        (&|row: usize| row.to_string(), "-t b,y", "b, y: numbers"),
    ] as [(&dyn Fn(usize) -> String, &str, &str); 8]
    {
        place.write("table.csv", format!("a,b,y\n{}", rows(target)));
        let target = if options.starts_with("-t") { "" } else { "-t y" };
        let out = place.done(&format!("train table.csv {target} {options} --epochs 2 -o m.safetensors"));
        assert!(out.contains(&format!("target   {task}\n")), "{options}\n{out}");
        place.done("evaluate m.safetensors table.csv --plot quality.svg");
        let predicted = place.done("predict m.safetensors table.csv");
        assert_eq!(predicted.lines().count(), 61);
    }
}

#[test]
fn what_cannot_help_is_left_out() {
    let place = Place::new();
    let rows: String = (0..50).map(|row| format!("{row},name{row},7,{},{}\n", row % 9, row % 2)).collect();
    place.write("table.csv", format!("id,name,same,a,y\n{rows}"));
    let out = place.done("train table.csv -t y --epochs 2");
    for line in [
        "left out: id, numbers the rows (--numeric to use it)",
        "left out: name, 50 different words in 50 rows (--category to use it)",
        "left out: same, is always 7",
        "wrote table.safetensors",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let out = place.done("train table.csv -t y --epochs 2 --numeric id --category name");
    assert!(!out.contains("left out: id") && !out.contains("left out: name"), "{out}");
}

#[test]
fn every_option_is_taken() {
    let place = Place::new();
    iris_in_every_form(&place);
    for (options, said) in [
        (
            "--hidden 8,4 --activation tanh --optimizer sgd --learning-rate 0.05 --schedule step",
            "4-8-4-3, tanh; sgd with learning rate 0.05 (step)",
        ),
        (
            "--hidden 0 --optimizer lbfgs",
            "4-3; lbfgs with learning rate 1 (constant), 30 epochs of 150 rows all at once",
        ),
        (
            "--optimizer momentum --schedule plateau --batch 16",
            "(plateau), 30 epochs of 150 rows in batches of 16",
        ),
        ("--optimizer nesterov --weight-decay 0.01 --clip 1", "nesterov"),
        ("--optimizer rmsprop --dropout 0.2", "rmsprop"),
        ("--optimizer adamw --class-weight balanced --precision f64", "adamw"),
        ("--validation 0.3 --patience 2 --threads 2", "of 105 rows in batches of 32, 45 kept back"),
    ] {
        let out = place.done(&format!("train iris.csv -t species --epochs 30 {options} -o m.safetensors"));
        assert!(out.contains("accuracy") && out.contains(said), "{said}\n{out}");
        assert_eq!(place.done("predict m.safetensors iris.csv").lines().count(), 151);
    }
    let balanced = place.run("train iris.csv -t species --optimizer adamm");
    assert_eq!(balanced.code, Some(2));
    assert!(balanced.err.contains("did you mean `adam`?"), "{}", balanced.err);
}

#[test]
fn a_diverging_run_says_so_and_keeps_the_last_good_network() {
    let place = Place::new();
    let houses = example("tables/houses.csv");
    let run = Run::of(
        place
            .command(&format!("train {} -t price --optimizer sgd --learning-rate 0.6 --schedule constant --batch 400 --hidden 0 --epochs 4000 -o m.safetensors", houses.display()))
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(
        run.err.contains("training diverged in epoch") && run.err.contains("try a smaller learning rate"),
        "{}",
        run.err
    );
    assert!(run.err.contains("m.safetensors holds the network as it was after epoch"), "{}", run.err);
    place.done("show m.safetensors");
}

#[test]
fn words_of_a_table_do_not_steer_the_terminal() {
    let place = Place::new();
    let rows = "1,\u{1b}[2J,a\n2,\"far\naway\",b\n".repeat(20);
    place.write("table.csv", format!("x,w\u{7},y\n{rows}"));
    let out = place.done("train table.csv -t y --epochs 2 -o m.safetensors");
    assert!(out.contains(r"  w\u{7}  category  \u{1b}[2J, far away"), "{out}");
    let message = place.refused("train table.csv -t price");
    assert!(message.contains(r"it has x, w\u{7}, y"), "{message}");
    let shown = [out, message, place.done("show m.safetensors")].concat();
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown}");
}

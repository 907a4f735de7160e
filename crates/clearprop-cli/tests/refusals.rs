//! Bad input: one clear message, with row and column, and exit code 2.

mod common;

use common::Place;

/// Rows of a table with two numbers, a word and a class.
fn rows(count: usize) -> String {
    let row = |row: usize| {
        let colour = ["red", "green", "blue"][row % 3];
        format!(
            "{},{},{colour},{}\n",
            row % 7,
            (row * row) % 11,
            if row.is_multiple_of(2) { "yes" } else { "no" }
        )
    };
    let rows: String = (0..count).map(row).collect();
    format!("a,b,colour,label\n{rows}")
}

#[test]
fn tables_that_cannot_be_learnt() {
    let place = Place::new();
    let mut lines: Vec<String> = rows(1000).lines().map(str::to_owned).collect();
    lines[812] = "3,oops,red,no".into();
    place.write("text.csv", lines.join("\n"));
    lines[812] = "3,4,red,".into();
    place.write("gap.csv", lines.join("\n"));
    lines[812] = "3,4,red".into();
    place.write("short.csv", lines.join("\n"));
    lines[812] = "3,\"4,red,no".into();
    place.write("quote.csv", lines.join("\n"));
    lines[812] = "3,1e999,red,no".into();
    place.write("huge.csv", lines.join("\n"));
    place.write("good.csv", rows(30));
    place.write("one.csv", rows(30).replace("yes", "no"));
    place.write("empty.csv", "");
    place.write("header.csv", "a,b\n");
    place.write("latin.csv", b"name,label\nM\xfcller,yes\nMeier,no\nMaier,no\n");
    place.write("binary.csv", b"\x7fELF\x02\x01\x01\x00\x00\x00");
    place.write("constant.csv", "a,label\n1,yes\n1,no\n1,yes\n");
    place.write("cut.parquet", b"PAR1\x15\x04\x15");
    place.write("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b");
    for (arguments, message) in [
        (
            "text.csv -t label",
            "text.csv: row 812 (line 813), column `b`: `oops` is not a number; mend it, or read the column as categories with --category",
        ),
        (
            "gap.csv -t label",
            "gap.csv: row 812, column `label`: the target is missing; fill it in, or remove the row",
        ),
        ("short.csv -t label", "short.csv: row 812 (line 813), expected 4 cells, found 3"),
        (
            "quote.csv -t label",
            "quote.csv: row 812 (line 813), a cell opens with a quote that is never closed",
        ),
        (
            "huge.csv -t label",
            "huge.csv: row 812 (line 813), column `b`: `1e999` is not a number; mend it, or read the column as categories with --category",
        ),
        ("one.csv -t label", "one.csv: column `label`: every target is `no`; expected at least two classes"),
        ("empty.csv -t label", "empty.csv: is empty; expected a header and rows"),
        ("header.csv -t b", "header.csv: has a header and no rows"),
        (
            "latin.csv -t label",
            "latin.csv: row 1 (line 2), column `name`: is not UTF-8 text; convert the table first",
        ),
        ("binary.csv -t label", "binary.csv: is neither a text table nor Parquet"),
        ("constant.csv -t label", "constant.csv: no column is left to learn from"),
        ("absent.csv -t label", "absent.csv: no such file"),
        (". -t label", ".: is a folder, expected a table"),
        (
            "good.csv",
            "good.csv: which column is to be learnt? Name it with --target; there are a, b, colour, label",
        ),
        ("good.csv -t lable", "good.csv: has no column `lable`; did you mean `label`?"),
        ("good.csv -t label --ignore price", "good.csv: has no column `price`; it has a, b, colour, label"),
        ("good.csv -t label --ignore label", "column `label` is both --target and --ignore"),
        (
            "good.csv -t label,colour",
            "good.csv: column `label` holds words; several targets must all be numbers",
        ),
        (
            "good.csv -t label --validation 1",
            "good.csv: validation is 1, expected a share from 0 up to, not including, 1",
        ),
        (
            "good.csv -t label --validation 0.01",
            "good.csv: validation is 0.01, which keeps back none of 30 rows; expected a larger share, or 0",
        ),
        ("good.csv -t label --learning-rate 0", "learning rate is 0, expected a number above 0"),
        ("good.csv -t label --batch 0", "batch is 0, expected at least one row"),
        (
            "good.csv -t label -o model.pt",
            "-o model.pt: expected a name that ends in .safetensors, .onnx or .toml",
        ),
        ("good.csv -t label -o absent/model.safetensors", "absent/model.safetensors: no such file or folder"),
    ] {
        assert_eq!(
            place.refused(&format!("train {arguments}")),
            format!("error: {message}"),
            "train {arguments}"
        );
    }
    let damaged = place.refused("train cut.parquet -t label");
    assert!(damaged.starts_with("error: cut.parquet: cannot be read as Parquet: "), "{damaged}");
    let cut = place.refused("train cut.csv.gz -t label");
    assert!(cut.starts_with("error: cut.csv.gz: "), "{cut}");
}

#[test]
fn models_that_are_none() {
    let place = Place::new();
    place.write("good.csv", rows(60));
    place.done("train good.csv -t label --epochs 3 -o good.safetensors");
    let model = place.read("good.safetensors");
    place.write("cut.safetensors", &model[..model.len() - 5]);
    place.write("head.safetensors", &model[..40]);
    place.write("text.safetensors", "not a model at all");
    place.write("long.safetensors", [&u64::MAX.to_le_bytes()[..], &model[8..]].concat());
    let text = String::from_utf8_lossy(&model[8..]).into_owned();
    let length = u64::from_le_bytes(model[..8].try_into().unwrap()) as usize;
    let header = &text[..length];
    let forge = |from: &str, to: &str| {
        assert!(header.contains(from), "{header}");
        let header = header.replace(from, to);
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &model[8 + length..]].concat()
    };
    place.write("width.safetensors", forge(r#"\"width\":64"#, r#"\"width\":65"#));
    place.write("huge.safetensors", forge(r#"\"width\":64"#, r#"\"width\":999999999999"#));
    place.write("name.safetensors", forge(r#"\"activation\":\"tanh\""#, r#"\"activation\":\"tan\""#));
    place.write("class.safetensors", forge(r#"[\"no\",\"yes\"]"#, r#"[\"no\",\"no\"]"#));
    place.write("without.csv", "a,colour\n1,red\n2,green\n3,blue\n");
    place.write("other.csv", "a,b,colour,label\n1,2,red,maybe\n1,2,red,yes\n");
    for (arguments, message) in [
        ("predict cut.safetensors good.csv", "cut.safetensors: is no model, or cut off or altered"),
        ("predict head.safetensors good.csv", "head.safetensors: is no model, or cut off or altered"),
        ("predict text.safetensors good.csv", "text.safetensors: is no model, or cut off or altered"),
        ("predict long.safetensors good.csv", "long.safetensors: is no model, or cut off or altered"),
        (
            "show width.safetensors",
            "width.safetensors: tensor `layer.1.weights`: expected the shape [5, 65], found [5, 64]",
        ),
        (
            "show huge.safetensors",
            "huge.safetensors: tensor `layer.1.weights`: expected the shape [5, 999999999999], found [5, 64]",
        ),
        ("show name.safetensors", "name.safetensors: unknown activation `tan`"),
        ("show class.safetensors", "class.safetensors: expected at least two different classes"),
        ("show good.csv", "good.csv: is no model, or cut off or altered"),
        ("predict good.safetensors without.csv", "without.csv: has no column `b`; it has a, colour"),
        ("evaluate good.safetensors without.csv", "without.csv: has no column `b`; it has a, colour"),
        (
            "evaluate good.safetensors other.csv",
            "other.csv: row 1, column `label`: the model knows no class `maybe`",
        ),
        ("import good.csv -o x.toml", "good.csv: is no ONNX file"),
        (
            "export good.safetensors -o good.pt",
            "good.pt: expected a name that ends in .safetensors, .onnx or .toml",
        ),
    ] {
        let found = place.refused(arguments);
        assert!(found.starts_with(&format!("error: {message}")), "{arguments}\n{found}");
    }
}

#[test]
fn networks_that_cannot_be_trained() {
    let place = Place::new();
    place.write(
        "broken.toml",
        "loss = \"squared-error\"\n[[layer]]\nactivation = \"sigmod\"\nweights = [[1.0]]\n",
    );
    place.write(
        "alone.toml",
        "loss = \"squared-error\"\n[[layer]]\nactivation = \"sigmoid\"\nweights = [[1.0]]\n",
    );
    for (arguments, message) in [
        ("broken.toml", "broken.toml:3:14: unknown activation `sigmod`; did you mean `sigmoid`?"),
        ("alone.toml", "alone.toml: has no [[sample]] to learn from"),
        (
            "absent.toml",
            "absent.toml: no such file or folder, and none of this name is embedded (`clearprop networks` lists those)",
        ),
        ("mazur --hidden 3", "--hidden is for tables; a network file says its layers and samples itself"),
        (
            "mazur --activation relu",
            "--activation is for tables; a network file says its layers and samples itself",
        ),
    ] {
        assert_eq!(place.refused(&format!("train {arguments}")), format!("error: {message}"));
    }
}

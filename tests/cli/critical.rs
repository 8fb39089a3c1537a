//! `fallline critical` end to end.

use super::*;

#[test]
fn table_csv_and_json_list_the_same_points() {
    let words = ["critical", "--loss", "himmelblau"];
    let text = stdout(&words);
    assert_eq!(text.matches("global minimum on the domain").count(), 4, "{text}");
    assert!(text.trim_end().ends_with("4 minima, 4 saddles, 1 maximum"), "{text}");
    let report = json(&[&words[..], &["--format", "json"]].concat());
    let points = report["points"].as_array().unwrap();
    assert_eq!((points.len(), &report["is_complete"]), (9, &Value::Bool(true)));
    assert_eq!(report["objective"]["parameters"], serde_json::json!(["x", "y"]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("points.csv");
    let more = ["--format", "csv", "-o", file.to_str().unwrap()];
    assert_eq!(stdout(&[&words[..], &more].concat()), "");
    let mut rows = csv::Reader::from_path(&file).unwrap();
    assert_eq!(
        rows.headers().unwrap(),
        vec!["kind", "x", "y", "loss", "eigenvalue_1", "eigenvalue_2", "is_global", "note"]
    );
    let mut count = 0;
    for (row, point) in rows.records().zip(points) {
        let row = row.unwrap();
        assert_eq!(&row[0], point["kind"].as_str().unwrap());
        for (column, number) in [
            (1, &point["point"][0]),
            (2, &point["point"][1]),
            (3, &point["loss"]),
            (4, &point["eigenvalues"][0]),
            (5, &point["eigenvalues"][1]),
        ] {
            assert_eq!(row[column].parse::<f64>().ok(), number.as_f64(), "{row:?}");
        }
        assert_eq!(&row[6], point["is_global"].to_string());
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn cusps_have_no_eigenvalues_and_a_lower_border_is_said() {
    let report = json(&["critical", "--loss", "sqrt(x^2 + y^2)", "--format", "json"]);
    let point = &report["points"][0];
    assert_eq!((point["kind"].as_str(), point["note"].as_str()), (Some("minimum"), Some("cusp")));
    assert!(point["eigenvalues"].is_null());
    let text = stdout(&["critical", "--loss", "x + 2*y"]);
    assert!(text.starts_with("no critical points in the domain\nlowest: the border"), "{text}");
}

//! `fallline contours`, and what is said of levels that cannot be drawn.

use super::*;

#[test]
fn every_vertex_lies_on_its_level() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["contours", "--loss", "x^2 + 4*y^2", "-o", "lines.csv"];
    let output = fallline_in(folder.path(), &words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(folder.path().join("lines.csv")).unwrap();
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("level,line,x,y"));
    let mut levels = Vec::new();
    for row in rows {
        let numbers: Vec<f64> = row.split(',').map(|field| field.parse().unwrap()).collect();
        let [level, _, x, y] = numbers[..] else { panic!("{row}") };
        assert!(((x * x + 4.0 * y * y) / level - 1.0).abs() < 1e-9, "{row}");
        if levels.last() != Some(&level) {
            levels.push(level);
        }
    }
    assert_eq!(levels.len(), 10, "as many as [contours] has by itself");
}

#[test]
fn levels_outside_are_a_warning_and_the_rest_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let scene = "loss.name = 'sphere'\ncontours.levels = [1, 99]\n";
    std::fs::write(folder.path().join("s.toml"), scene).unwrap();
    let output = fallline_in(folder.path(), &["contours", "s.toml", "-o", "lines.csv"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.contains("warning: contours.levels: level 99 lies outside"),
        "{said}"
    );
    assert!(std::fs::read_to_string(folder.path().join("lines.csv")).unwrap().contains("1.0,1,"));
}

#[test]
fn another_format_and_a_wrong_key_are_refused() {
    assert!(stderr(2, &["contours", "-o", "lines.npy"]).contains("end it in .csv"));
    let folder = tempfile::tempdir().unwrap();
    let scene = "loss.name = 'sphere'\n[contours]\nlevels = { count = 0 }\n";
    std::fs::write(folder.path().join("s.toml"), scene).unwrap();
    let output = fallline_in(folder.path(), &["contours", "s.toml", "-o", "lines.csv"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("s.toml, line 3") && said.contains("1 to 64 levels"), "{said}");
}

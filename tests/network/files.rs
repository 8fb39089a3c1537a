//! Data and weights from files.

use crate::nets::{iris, iris_net};
use fallline::io::{first_weights, network_data, network_data_from, read_weights};
use fallline::objective::network::{
    DataConfig, DataSet, Dataset, MadeData, Network, NetworkConfig, Tensor,
};
use safetensors::{Dtype, tensor::TensorView};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

fn columns(text: &str, features: &[&str], targets: &[&str]) -> Result<Dataset, String> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    network_data_from(text.as_bytes(), Path::new("d.csv"), &own(features), &own(targets))
        .map_err(|error| error.to_string())
}

/// The textbook's names and shapes for the iris net, with numbers that tell their places.
fn textbook() -> Vec<Tensor> {
    let tensor = |name: &str, shape: &[usize]| {
        let count = shape.iter().product::<usize>();
        let values = (0..count).map(|k| 0.25 * k as f64 + name.len() as f64).collect();
        Tensor { name: name.to_owned(), shape: shape.to_vec(), values }
    };
    vec![tensor("W1", &[4, 16]), tensor("b1", &[16]), tensor("W2", &[16, 3]), tensor("b2", &[3])]
}

/// The same as PyTorch names and shapes them.
fn state_dict() -> Vec<Tensor> {
    let transposed = |tensor: &Tensor, name: &str| {
        let [rows, columns] = [tensor.shape[0], tensor.shape[1]];
        let places = (0..columns).flat_map(|c| (0..rows).map(move |r| r * columns + c));
        let values = places.map(|place| tensor.values[place]).collect();
        Tensor { name: name.to_owned(), shape: vec![columns, rows], values }
    };
    let [w1, b1, w2, b2] = <[Tensor; 4]>::try_from(textbook()).unwrap();
    let named = |tensor: Tensor, name: &str| Tensor { name: name.to_owned(), ..tensor };
    vec![
        transposed(&w1, "fc1.weight"),
        named(b1, "fc1.bias"),
        transposed(&w2, "fc2.weight"),
        named(b2, "fc2.bias"),
    ]
}

/// An `.npy` of f64 by hand: NumPy's own layout, columns first where `fortran`.
fn npy(tensor: &Tensor, fortran: bool) -> Vec<u8> {
    let shape: Vec<String> = tensor.shape.iter().map(|size| format!("{size},")).collect();
    let order = if fortran { "True" } else { "False" };
    let head =
        format!("{{'descr': '<f8', 'fortran_order': {order}, 'shape': ({}), }}\n", shape.join(" "));
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((head.len() as u16).to_le_bytes());
    bytes.extend(head.as_bytes());
    bytes.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

fn npz(path: &Path, members: &[(String, Vec<u8>)], method: zip::CompressionMethod) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in members {
        archive.start_file(format!("{name}.npy"), options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn weights_of_both_files_and_both_namings_are_the_same_network() {
    let folder = tempfile::tempdir().unwrap();
    let network = iris_net();
    let theta = network.from_tensors(&textbook()).unwrap();
    // W1 is (in, out): its entry of input 2 and unit 3 is the weight [3,2].
    let place = network.layout().find("layer1.weight[3,2]").unwrap();
    assert_eq!(theta[place], 0.25 * (2.0 * 16.0 + 3.0) + 2.0);
    let members = |tensors: &[Tensor]| {
        tensors.iter().map(|t| (t.name.clone(), npy(t, false))).collect::<Vec<_>>()
    };
    for (name, tensors, method) in [
        ("textbook.npz", textbook(), zip::CompressionMethod::Stored),
        ("compressed.npz", textbook(), zip::CompressionMethod::Deflated),
        ("torch.npz", state_dict(), zip::CompressionMethod::Stored),
    ] {
        let path = folder.path().join(name);
        npz(&path, &members(&tensors), method);
        assert_eq!(read_weights(&path).unwrap(), tensors);
        assert_eq!(network.from_tensors(&read_weights(&path).unwrap()).unwrap(), theta);
    }
    let path = folder.path().join("torch.safetensors");
    let bytes: Vec<_> = state_dict()
        .into_iter()
        .map(|t| {
            let bytes: Vec<u8> = t.values.iter().flat_map(|x| (*x as f32).to_le_bytes()).collect();
            (t.name, t.shape, bytes)
        })
        .collect();
    let views = bytes.iter().map(|(name, shape, bytes)| {
        (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
    });
    safetensors::serialize_to_file(views, None, &path).unwrap();
    // The numbers are quarters, which f32 holds exactly.
    assert_eq!(network.from_tensors(&read_weights(&path).unwrap()).unwrap(), theta);
}

#[test]
fn columns_first_and_half_precision_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.npz");
    let [w1, ..] = <[Tensor; 4]>::try_from(textbook()).unwrap();
    let columns_first = (0..64).map(|k| w1.values[k % 4 * 16 + k / 4]).collect();
    let fortran = Tensor { values: columns_first, ..w1.clone() };
    npz(&path, &[("W1".to_owned(), npy(&fortran, true))], zip::CompressionMethod::Stored);
    assert_eq!(read_weights(&path).unwrap(), [w1]);
    let path = folder.path().join("h.safetensors");
    let bytes: Vec<u8> =
        [1.5, -2.0].iter().flat_map(|x| half::bf16::from_f64(*x).to_le_bytes()).collect();
    let views = BTreeMap::from([("b", TensorView::new(Dtype::BF16, vec![2], &bytes).unwrap())]);
    safetensors::serialize_to_file(views, None, &path).unwrap();
    assert_eq!(read_weights(&path).unwrap()[0].values, [1.5, -2.0]);
}

#[test]
fn files_that_are_no_weights_say_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let error = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read_weights(&path).unwrap_err().to_string()
    };
    assert!(
        error("w.pt", b"").contains("weights stand in .npz (numpy.savez) or .safetensors files")
    );
    assert!(error("w.npz", b"no archive").contains("is no .npz file"));
    assert!(error("w.safetensors", b"short").contains("is no .safetensors file"));
    let missing = read_weights(&folder.path().join("none.npz")).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read "));
    let path = folder.path().join("i.npz");
    let head = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n";
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((head.len() as u16).to_le_bytes());
    bytes.extend(head.as_bytes());
    bytes.extend(7_i64.to_le_bytes());
    npz(&path, &[("steps".to_owned(), bytes)], zip::CompressionMethod::Stored);
    let error = read_weights(&path).unwrap_err().to_string();
    assert!(error.contains("`steps` has the type <i8; weights are floating-point"), "{error}");
}

#[test]
fn weights_begin_in_the_file_that_the_description_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut tensors = state_dict();
    let write = |tensors: &[Tensor]| {
        let members: Vec<_> = tensors.iter().map(|t| (t.name.clone(), npy(t, false))).collect();
        npz(&folder.path().join("w.npz"), &members, zip::CompressionMethod::Stored);
    };
    write(&tensors);
    let named = NetworkConfig { weights: Some("w.npz".into()), ..NetworkConfig::two_layer(16, 3) };
    let named = Network::new(&named, &iris()).unwrap();
    let theta = first_weights(&named, folder.path()).unwrap();
    assert_eq!(theta, named.from_tensors(&tensors).unwrap());
    let drawn = iris_net();
    assert_eq!(first_weights(&drawn, folder.path()).unwrap(), drawn.initial());
    tensors.pop();
    write(&tensors);
    let error = first_weights(&named, folder.path()).unwrap_err().to_string();
    assert!(error.contains("w.npz: the weights of layer 2 are missing: no `fc2.bias`"), "{error}");
}

#[test]
fn weights_that_do_not_fit_name_the_layer_and_both_shapes() {
    let network = iris_net();
    let error = |change: &dyn Fn(&mut Vec<Tensor>)| {
        let mut tensors = state_dict();
        change(&mut tensors);
        network.from_tensors(&tensors).unwrap_err().to_string()
    };
    let shape = error(&|t| t[2].shape = vec![16, 3]);
    assert_eq!(shape, "`fc2.weight` has the shape (16, 3), but layer 2 needs (3, 16)");
    let missing = error(&|t| drop(t.remove(1)));
    assert_eq!(
        missing,
        "the weights of layer 1 are missing: no `fc1.bias` among `fc1.weight`, `fc2.weight`, `fc2.bias`"
    );
    let spare =
        error(&|t| t.push(Tensor { name: "bn.mean".into(), shape: vec![], values: vec![0.0] }));
    assert_eq!(spare, "`bn.mean` belongs to no layer: the network has 2");
    let nan = error(&|t| t[0].values[14] = f64::NAN);
    assert_eq!(nan, "the parameter `layer1.weight[3,2]` is NaN, which is no finite number");
}

#[test]
fn words_become_labels_in_alphabetical_order_and_unused_columns_may_hold_anything() {
    let text = "id,a,b,kind\nx1,1,2,wolf\nx2,3,4,fox\nx3,5,6,wolf\n";
    let data = columns(text, &["b", "a"], &["kind"]).unwrap();
    assert_eq!(data.feature_names, ["b", "a"]);
    assert_eq!(data.features, [[2.0, 4.0, 6.0], [1.0, 3.0, 5.0]]);
    assert_eq!(data.targets, [[1.0, 0.0, 1.0]]);
    assert_eq!(data.classes, ["fox", "wolf"]);
    let numbers = columns("a,b,c\n1,2,0\n3,4,2\n", &[], &["c"]).unwrap();
    assert_eq!((numbers.features.len(), numbers.classes.len()), (2, 0));
    assert_eq!(numbers.targets, [[0.0, 2.0]]);
    let several = columns("a,b,c\n1,2,0\n3,4,2\n", &["a"], &["c", "b"]).unwrap();
    assert_eq!(several.targets, [[0.0, 2.0], [2.0, 4.0]]);
}

#[test]
fn wrong_columns_of_a_file_are_named() {
    let text = "a,b,kind\n1,2,wolf\n3,x,fox\n";
    let error = |features: &[&str], targets: &[&str]| columns(text, features, targets).unwrap_err();
    assert_eq!(error(&["a"], &["kin"]), "d.csv has no column `kin`; did you mean `kind`?");
    assert!(error(&["a", "q"], &["kind"]).starts_with("d.csv has no column `q`"));
    assert!(error(&[], &["kind"]).contains("line 3, column 2 (`b`): `x` is not a finite number"));
    assert!(
        error(&["a"], &["kind", "b"])
            .contains("only a single target may be a column of class labels")
    );
    assert!(error(&["a", "kind"], &["kind"]).contains("`kind` is named twice"));
    assert!(error(&["a"], &[]).contains("at least one target column"));
}

#[test]
fn sets_by_name_and_their_keys() {
    let data = |config: &DataConfig| {
        network_data(config, Path::new("")).map_err(|error| error.to_string())
    };
    let iris = iris();
    assert_eq!((iris.rows(), iris.features.len()), (150, 4));
    assert_eq!(iris.classes, ["setosa", "versicolor", "virginica"]);
    let count = |class: f64| iris.targets[0].iter().filter(|label| **label == class).count();
    assert_eq!([count(0.0), count(1.0), count(2.0)], [50; 3]);
    // Sums of all values, from Fisher's tables: 876.5, 458.6, 563.7 and 179.9 cm.
    let sums: Vec<f64> = iris.features.iter().map(|c| c.iter().sum::<f64>().round()).collect();
    assert_eq!(sums, [877.0, 459.0, 564.0, 180.0]);
    for set in DataSet::ALL {
        let config = DataConfig { set: Some(set), standardise: true, ..DataConfig::default() };
        let data = data(&config).unwrap();
        assert_eq!(data.scales.len(), data.features.len(), "{}", set.name());
    }
    let moons = DataConfig {
        set: Some(DataSet::Made(MadeData::Moons)),
        rows: Some(31),
        ..DataConfig::default()
    };
    assert_eq!(data(&moons).unwrap().rows(), 31);
    let wrong = DataConfig { targets: vec!["label".into()], ..moons.clone() };
    assert_eq!(
        data(&wrong).unwrap_err(),
        "`targets` goes with a CSV file, not with a set; remove it"
    );
    let wrong = DataConfig { set: Some(DataSet::Iris), ..moons.clone() };
    assert!(data(&wrong).unwrap_err().contains("iris has its 150 rows"));
    assert!(data(&DataConfig::default()).unwrap_err().ends_with("here is neither"));
    let wrong = DataConfig { file: Some("d.csv".into()), ..moons };
    assert!(data(&wrong).unwrap_err().ends_with("here are both"));
}

#[test]
fn a_description_in_toml_has_defaults_and_wrong_names_are_answered() {
    let text = "layers = [{ units = 16, activation = \"leaky-relu\" }, { units = 3 }]\nl2 = 1e-4\ninit = \"textbook\"";
    let config: NetworkConfig = toml::from_str(text).unwrap();
    assert_eq!(config.layers[0].negative_slope, 0.01);
    assert!(config.layers[1].bias);
    Network::new(&config, &iris()).unwrap();
    let back: NetworkConfig = toml::from_str(&toml::to_string(&config).unwrap()).unwrap();
    assert_eq!(back, config);
    let error = |text: &str| toml::from_str::<NetworkConfig>(text).unwrap_err().to_string();
    let activation = error("layers = [{ units = 3, activation = \"sigmoyd\" }]");
    assert!(activation.contains("unknown activation `sigmoyd`; did you mean `sigmoid`?"));
    assert!(error("loss = \"mae\"").contains("unknown loss of a network `mae`"));
    assert!(error("init = \"torch\"").contains("unknown initialisation `torch`"));
    assert!(error("layer = []").contains("layer"));
    let data = toml::from_str::<DataConfig>("set = \"irises\"").unwrap_err().to_string();
    assert!(data.contains("unknown data set `irises`; did you mean `iris`?"));
    let data: DataConfig = toml::from_str("set = \"spirals\"\nseed = 4").unwrap();
    assert_eq!(data.set, Some(DataSet::Made(MadeData::Spirals)));
}

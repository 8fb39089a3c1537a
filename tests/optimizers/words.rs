//! The words that choose an optimizer: what is read, what is written back, and what is refused with which sentence.

use fallline::optim::methods::METHODS;
use fallline::optim::{Optimizer, Value};

fn refusal(text: &str) -> String {
    Optimizer::parse(text).expect_err(text).to_string()
}

#[test]
fn text_round_trips() {
    for text in [
        "adam",
        "adam:lr=0.1",
        "sgd:lr=0.01,momentum=0.9,nesterov=true",
        "adam:eps=1e-12",
        "sgd:dampening=-0.5",
    ] {
        let optimizer = Optimizer::parse(text).unwrap();
        assert_eq!(optimizer.to_string(), text);
        assert_eq!(Optimizer::parse(&optimizer.to_string()).unwrap(), optimizer);
    }
    // A value that is the default is not written back.
    assert_eq!(Optimizer::parse("adam: lr = 0.001 , beta1=0.9").unwrap().to_string(), "adam");
}

#[test]
fn defaults_stand_within_their_own_limits() {
    for method in METHODS {
        let mut optimizer = Optimizer::from_name(method.table.name).unwrap();
        for hyperparameter in method.table.hyperparameters {
            optimizer.set(hyperparameter.name, hyperparameter.default.clone()).unwrap();
            optimizer.set_text(hyperparameter.name, &hyperparameter.default.to_string()).unwrap();
        }
        assert_eq!(optimizer, Optimizer::from_name(method.table.name).unwrap());
        assert!(optimizer.lr() > 0.0, "{}", method.table.name);
    }
}

#[test]
fn labels_show_the_rate_and_what_differs() {
    let label = |text| Optimizer::parse(text).unwrap().label();
    assert_eq!(label("adam"), "Adam  lr 0.001");
    assert_eq!(
        label("sgd:lr=0.1,momentum=0.9,nesterov=true"),
        "SGD  lr 0.1  momentum 0.9  nesterov"
    );
}

#[test]
fn unknown_words_name_the_nearest() {
    assert_eq!(refusal("adma"), "unknown optimizer \"adma\"; did you mean adam or adamw?");
    assert_eq!(refusal("adam:lrate=0.1"), "adam has no hyperparameter \"lrate\"; did you mean lr?");
    assert!(
        refusal("adam:xyz=1")
            .ends_with("known are lr, beta1, beta2, eps, weight_decay, amsgrad and maximize")
    );
    assert!(refusal("sgd:momentun=0.1").ends_with("did you mean momentum?"));
    assert!(refusal("zzz").contains("known are sgd, "));
}

#[test]
fn values_out_of_limits_name_the_rule() {
    assert_eq!(
        refusal("adam:lr=-1"),
        "lr of adam must be >= 0, not -1 (torch.optim.Adam: Invalid learning rate: -1)"
    );
    assert_eq!(
        refusal("adam:beta1=1"),
        "beta1 of adam must be in [0, 1), not 1 (torch.optim.Adam: Invalid beta parameter at index 0: 1)"
    );
    for text in [
        "adam:lr=fast",
        "adam:lr=nan",
        "adam:amsgrad=2",
        "adam:lr=",
        "adadelta:rho=1.1",
        "adam:lr=none",
    ] {
        assert!(refusal(text).contains(" must be "), "{text}");
    }
    assert!(Optimizer::parse("adadelta:rho=1").is_ok(), "the reference takes both ends");
}

#[test]
fn malformed_settings_are_refused() {
    assert_eq!(refusal("adam:lr"), "\"lr\" in \"lr\": expected key=value");
    assert_eq!(refusal("adam:lr=1,lr=2"), "\"lr=2\" in \"lr=1,lr=2\": the key is given twice");
}

#[test]
fn contradictions_are_refused_and_change_nothing() {
    let message = "Nesterov momentum requires a momentum and zero dampening";
    assert!(refusal("sgd:nesterov=true").contains(message));
    assert!(refusal("sgd:nesterov=true,momentum=0.9,dampening=0.1").contains(message));
    let mut optimizer = Optimizer::parse("sgd:momentum=0.9,nesterov=true").unwrap();
    let before = optimizer.clone();
    assert!(optimizer.set("momentum", Value::Number(0.0)).is_err());
    assert!(optimizer.set_text("momentum", "-1").is_err());
    assert_eq!(optimizer, before);
}

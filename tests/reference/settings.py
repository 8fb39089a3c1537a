"""The losses, the methods and the schedules of the fixtures, with their settings and their references."""

import inspect

import dadaptation
import prodigyopt
import pytorch_optimizer
import schedulefree
import torch
from torch.optim import lr_scheduler


# name: formula in the syntax of the command line, start
LOSSES = {
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", (-1.5, 2.0)),
    "beale": ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", (1.0, 1.5)),
    "himmelblau": ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-1.0, -0.5)),
    "ill-conditioned": ("x^2 + 100*y^2", (1.7, -0.9)),
    "rastrigin": ("20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", (0.8, -1.3)),
    "styblinski-tang": ("(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y) / 2", (0.3, 1.1)),
}


def single_tensor(reference):
    """The reference's code for one tensor at a time, which says in which order it computes."""
    return lambda params, **settings: reference(params, foreach=False, **settings)


def schedule_free(reference):
    def make(params, **settings):
        optimizer = single_tensor(reference)(params, **settings)
        optimizer.train()
        return optimizer

    return make


# name: (reference, settings ...); settings in the syntax of the command line
METHODS = {
    "sgd": (
        torch.optim.SGD,
        "lr=0.001",
        "lr=0.001,momentum=0.9",
        "lr=0.0005,momentum=0.9,nesterov=true,weight_decay=0.01",
        "lr=0.002,momentum=0.8,dampening=0.3",
        "lr=0.0001,maximize=true",
    ),
    "adagrad": (
        torch.optim.Adagrad,
        "",
        "lr=0.5",
        "lr=0.3,lr_decay=0.01,weight_decay=0.1,initial_accumulator_value=0.1,eps=1e-6",
        "lr=0.1,maximize=true",
    ),
    "rmsprop": (
        torch.optim.RMSprop,
        "",
        "lr=0.02,alpha=0.9,momentum=0.5",
        "lr=0.01,alpha=0.9,centered=true,eps=1e-4,weight_decay=0.01",
        "lr=0.005,momentum=0.9,centered=true,maximize=true",
    ),
    "adadelta": (
        torch.optim.Adadelta,
        "",
        "lr=10,rho=0.8,eps=1e-5",
        "lr=100,weight_decay=0.01",
        "lr=5,rho=0.5,maximize=true",
    ),
    "adam": (
        torch.optim.Adam,
        "",
        "lr=0.1",
        "lr=0.05,beta1=0.8,beta2=0.9,eps=1e-4,weight_decay=0.1",
        "lr=0.1,beta2=0.9,amsgrad=true",
        "lr=0.1,beta1=0.4,maximize=true",
        "lr=0.1,weight_decay=0.1,decoupled_weight_decay=true",
    ),
    "adamw": (
        torch.optim.AdamW,
        "",
        "lr=0.1,weight_decay=0.1",
        "lr=0.05,beta1=0.8,beta2=0.9,amsgrad=true,eps=1e-5",
        "lr=0.02,weight_decay=0,maximize=true",
    ),
    "adamax": (
        torch.optim.Adamax,
        "",
        "lr=0.1,beta1=0.8,beta2=0.9",
        "lr=0.05,eps=1e-3,weight_decay=0.1",
        "lr=0.05,maximize=true",
    ),
    "nadam": (
        torch.optim.NAdam,
        "",
        "lr=0.1,momentum_decay=0.05",
        "lr=0.05,beta1=0.8,beta2=0.9,weight_decay=0.1,eps=1e-4",
        "lr=0.05,weight_decay=0.1,decoupled_weight_decay=true,maximize=true",
    ),
    "radam": (
        torch.optim.RAdam,
        "",
        "lr=0.1,beta2=0.9",
        "lr=0.02,beta1=0.8,beta2=0.95,weight_decay=0.1,eps=1e-3",
        "lr=0.02,weight_decay=0.1,decoupled_weight_decay=true,maximize=true",
    ),
    "asgd": (
        torch.optim.ASGD,
        "lr=0.001",
        "lr=0.002,lambd=0.01,alpha=0.5,t0=20",
        "lr=0.001,weight_decay=0.1,t0=0",
        "lr=0.0001,maximize=true",
    ),
    "rprop": (
        torch.optim.Rprop,
        "",
        "lr=0.1,eta_minus=0.4,eta_plus=1.3",
        "lr=0.05,step_min=0.001,step_max=0.2",
        "lr=0.01,maximize=true",
    ),
    "lion": (
        pytorch_optimizer.Lion,
        "lr=0.01",
        "lr=0.02,beta1=0.8,beta2=0.95,weight_decay=0.1",
        "lr=0.005,weight_decay=0.1,weight_decouple=false",
        "lr=0.01,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "yogi": (
        pytorch_optimizer.Yogi,
        "",
        "lr=0.1,beta1=0.8,beta2=0.9,weight_decay=0.1",
        "lr=0.05,initial_accumulator=0.1,eps=1e-5,weight_decay=0.01,weight_decouple=false",
        "lr=0.05,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "adabelief": (
        pytorch_optimizer.AdaBelief,
        "",
        "lr=0.05,beta1=0.8,beta2=0.9,weight_decay=0.1,eps=1e-8",
        "lr=0.05,beta2=0.95,rectify=true,weight_decay=0.01,weight_decouple=false",
        "lr=0.05,beta2=0.95,rectify=true,degenerated_to_sgd=false,n_sma_threshold=8,ams_bound=true",
        "lr=0.02,ams_bound=true,weight_decay=0.001,fixed_decay=true,maximize=true",
    ),
    "adan": (
        pytorch_optimizer.Adan,
        "",
        "lr=0.1,beta1=0.9,beta2=0.8,beta3=0.95,weight_decay=0.1",
        "lr=0.05,weight_decay=0.1,weight_decouple=true,max_grad_norm=1",
        "lr=0.02,eps=1e-4,maximize=true",
    ),
    "schedule-free-sgd": (
        schedulefree.SGDScheduleFree,
        "lr=0.001",
        "lr=0.004,momentum=0.95,warmup_steps=20,weight_decay=0.1",
        "lr=0.002,momentum=0.7,r=1,weight_lr_power=1,warmup_steps=10",
        "lr=0.0001,maximize=true",
    ),
    "schedule-free-adamw": (
        schedulefree.AdamWScheduleFree,
        "",
        "lr=0.1,beta1=0.95,beta2=0.9,warmup_steps=20,weight_decay=0.1",
        "lr=0.05,beta1=0.7,r=1,weight_lr_power=1,eps=1e-4",
        "lr=0.05,maximize=true",
    ),
    "adafactor": (
        torch.optim.Adafactor,
        "",
        "lr=0.5,beta2_decay=-0.5,d=2",
        "lr=0.2,eps1=1e-3,eps2=0.1,weight_decay=0.1",
        "lr=0.1,maximize=true",
    ),
    "lbfgs": (
        torch.optim.LBFGS,
        "lr=0.1,max_iter=4",
        "line_search=strong-wolfe,max_iter=3",
        "line_search=strong-wolfe,history_size=2,max_eval=6,tolerance_grad=1e-4",
        "lr=0.01,max_iter=1",
        "lr=0.002,max_iter=5,history_size=3,tolerance_change=1e-5,maximize=true",
    ),
    "prodigy": (
        prodigyopt.Prodigy,
        "",
        "use_bias_correction=true,d0=0.001,beta1=0.8,beta2=0.95,weight_decay=0.01",
        "decouple=false,weight_decay=0.1,safeguard_warmup=true,d0=0.01,growth_rate=1.1,lr=0.5",
        "beta1=0,beta3=0.9,d0=0.001,d_coef=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,slice_p=2,maximize=true",
    ),
    "dadapt-adam": (
        dadaptation.DAdaptAdam,
        "",
        "use_bias_correction=true,d0=0.001,beta1=0.8,beta2=0.95,weight_decay=0.01",
        "decouple=true,weight_decay=0.1,d0=0.01,growth_rate=1.1,lr=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
    "dadapt-sgd": (
        dadaptation.DAdaptSGD,
        "",
        "d0=0.001,momentum=0.9,growth_rate=1.05",
        "d0=0.01,momentum=0.5,weight_decay=0.01,lr=0.5",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
    "dadapt-adagrad": (
        dadaptation.DAdaptAdaGrad,
        "",
        "d0=0.001,momentum=0.9,growth_rate=1.05",
        "d0=0.01,momentum=0.5,weight_decay=0.01,lr=0.5,eps=1e-4",
        "d0=0.001,growth_rate=1.02,maximize=true",
    ),
}

# Where a reference has no "maximize", it minimizes the negated loss. So does Adan, whose own flag turns the first gradient
# only after it was remembered for the difference to the next: its first step would see a change of twice the gradient.
NEGATED = {
    name for name, (reference, *_) in METHODS.items() if "maximize" not in inspect.signature(reference).parameters
} | {"adan"}
# How to make a reference that takes more than its parameters and its settings.
MAKERS = {
    reference: schedule_free(reference) if reference.__module__.startswith("schedulefree") else single_tensor(reference)
    for reference, *_ in METHODS.values()
    if "foreach" in inspect.signature(reference).parameters
}

# name: (class, settings ...)
SCHEDULES = {
    "step": (lr_scheduler.StepLR, "step_size=20,gamma=0.5", "step_size=7,gamma=0.9"),
    "multistep": (lr_scheduler.MultiStepLR, "milestones=10;40;40;80,gamma=0.5", "milestones=0;5,gamma=0.8"),
    "exponential": (lr_scheduler.ExponentialLR, "gamma=0.98", "gamma=1.01"),
    "cosine": (lr_scheduler.CosineAnnealingLR, "t_max=120", "t_max=25,eta_min=0.0005"),
    "cosine-restarts": (lr_scheduler.CosineAnnealingWarmRestarts, "t_0=10", "t_0=8,t_mult=2,eta_min=0.0005"),
    "one-cycle": (
        lr_scheduler.OneCycleLR,
        "max_lr=0.004,total_steps=120",
        "max_lr=0.003,total_steps=150,three_phase=true,anneal_strategy=linear,base_momentum=0.5,max_momentum=0.8",
        "max_lr=0.002,epochs=25,steps_per_epoch=5",
        "max_lr=0.003,total_steps=121,cycle_momentum=false,pct_start=0.5,div_factor=5,final_div_factor=50",
    ),
    "linear": (lr_scheduler.LinearLR, "total_iters=40", "start_factor=1,end_factor=0.1,total_iters=100", "total_iters=0"),
    "constant": (lr_scheduler.ConstantLR, "total_iters=30", "factor=0.7,total_iters=1", "factor=0.4,total_iters=0"),
    "polynomial": (lr_scheduler.PolynomialLR, "total_iters=100", "total_iters=60,power=2", "total_iters=0"),
    "plateau": (
        lr_scheduler.ReduceLROnPlateau,
        "patience=3,factor=0.5,threshold=0.01",
        "patience=2,factor=0.7,threshold=0.5,threshold_mode=abs,cooldown=5,min_lr=0.0002",
        "mode=max,patience=8,factor=0.9,eps=0.0001",
    ),
    "cyclic": (
        lr_scheduler.CyclicLR,
        "base_lr=0.0005,max_lr=0.003,step_size_up=20",
        "base_lr=0.0005,max_lr=0.003,step_size_up=10,step_size_down=25,mode=triangular2,base_momentum=0.6,max_momentum=0.8",
        "base_lr=0.0005,max_lr=0.003,step_size_up=15,mode=exp_range,gamma=0.98,cycle_momentum=false",
        "base_lr=0.0005,max_lr=0.003,step_size_up=12,step_size_down=0",
    ),
}
SCHEDULED = ("sgd:lr=0.002,momentum=0.5", "adam:lr=0.05")
# schedules in sequence, milestones
SEQUENCES = (
    (["linear:total_iters=20", "cosine:t_max=50,eta_min=0.0001"], [20]),
    (["constant:factor=0.5,total_iters=10", "step:step_size=7,gamma=0.8", "exponential:gamma=0.97"], [15, 60]),
    (["polynomial:total_iters=200", "cosine-restarts:t_0=9,t_mult=2", "multistep:milestones=0;20"], [30, 90]),
    (["cyclic:base_lr=0.001,max_lr=0.002,step_size_up=5", "linear:start_factor=0.2,total_iters=30"], [40]),
    (["exponential:gamma=0.99", "one-cycle:max_lr=0.003,total_steps=90"], [31]),
)

# What a reference takes as a tuple; it may be shorter than its names here.
TUPLES = {
    "betas": ("beta1", "beta2", "beta3"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
    "eps": ("eps1", "eps2"),
}
COUNTS = {"warmup_steps", "n_sma_threshold", "step_size", "t_max", "t_0", "t_mult", "total_iters", "total_steps"}
COUNTS |= {"epochs", "steps_per_epoch", "max_iter", "max_eval", "history_size", "slice_p"}
COUNTS |= {"patience", "cooldown", "step_size_up", "step_size_down"}
SPELLINGS = {"t_max": "T_max", "t_0": "T_0", "t_mult": "T_mult", "line_search": "line_search_fn"}


def argument(key, text):
    """One setting's value in Python."""
    if key == "milestones":
        return [int(part) for part in text.split(";")]
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if key in COUNTS and "." not in text else float(text)
    except ValueError:
        return text.replace("-", "_")


def keyword_arguments(settings, reference):
    """The reference's keyword arguments of "key=value,..."; split tuples are put together again."""
    pairs = (setting.split("=") for setting in filter(None, settings.split(",")))
    values = {SPELLINGS.get(key, key): argument(key, text) for key, text in pairs}
    for name, keys in TUPLES.items():
        parameter = inspect.signature(reference).parameters.get(name)
        if parameter is not None and isinstance(parameter.default, tuple) and any(key in values for key in keys):
            values[name] = tuple(values.pop(key, default) for key, default in zip(keys, parameter.default))
    return values


def is_elementwise(optimizer, schedules):
    """Whether each parameter goes its own way: no sums over all of them, no clipped norm, no rate that follows the loss."""
    method = optimizer.partition(":")[0]
    sums = method in ("adafactor", "lbfgs", "prodigy") or method.startswith("dadapt") or "max_grad_norm" in optimizer
    return not sums and not any(schedule.startswith("plateau") for schedule in schedules)


def make_optimizer(optimizer, param):
    """The reference's optimizer, and the sign with which it is shown loss and gradient."""
    method, _, settings = optimizer.partition(":")
    reference = METHODS[method][0]
    arguments = keyword_arguments(settings, reference)
    sign = -1 if method in NEGATED and arguments.pop("maximize", False) else 1
    return MAKERS.get(reference, reference)([param], **arguments), sign


def make_scheduler(optimizer, schedules, milestones):
    """One scheduler, or several in sequence; none of no schedules, unless there are milestones."""
    made = []
    for schedule in schedules:
        name, _, settings = schedule.partition(":")
        reference = SCHEDULES[name][0]
        made.append(reference(optimizer, **keyword_arguments(settings, reference)))
    if len(made) > 1 or milestones:
        return lr_scheduler.SequentialLR(optimizer, made, milestones)
    return made[0] if made else None

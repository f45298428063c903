"""Trains one model with Rasa's graph, without its cache, whose fingerprints cost more than the training."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

import rasa.engine.validation
from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.model_training import _check_unresolved_slots
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter

from bot.assembly import Assembled


def train_model(assembled: Assembled, path: Path) -> None:
    """Write the model to `path`, whole or not at all.

    Raises:
        RasaException: the sources contradict themselves or the configuration.
        SystemExit: Rasa printed what is wrong and wants to end the process.
    """
    importer = TrainingDataImporter.load_from_config(assembled.config, assembled.domain, [assembled.data])
    domain = copy.deepcopy(importer.get_domain())
    _check_unresolved_slots(domain, importer.get_stories())
    config = importer.get_config()
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    plan = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH, is_finetuning=False)
    rasa.engine.validation.validate(plan)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        context = ExecutionContext(graph_schema=plan.train_schema, is_finetuning=False)
        runner = DaskGraphRunner.create(plan.train_schema, storage, context)
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        unfinished = path.with_name(f".{path.name}")
        storage.create_model_package(unfinished, plan, domain)
        unfinished.replace(path)

"""The graph components that Rasa's engine trains, stores and runs: `nlu/config.yml` says in which order."""

"""The folders of the project floor's tests serve here, too."""

from tests.project.conftest import open_folder

__all__ = ["open_folder"]

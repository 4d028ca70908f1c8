"""The catalogs, and the Vars that show their texts."""

from chatapp.i18n.catalog import LOCALES, moment, t, t_args, when

__all__ = ["LOCALES", "moment", "t", "t_args", "when"]

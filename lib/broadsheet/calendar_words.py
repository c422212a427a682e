"""The words of the calendar in eight languages: months, weekdays, and words such as "yesterday".

Names of months and weekdays are those of Unicode CLDR (wide and abbreviated, genitive where a language
has one), as read in dates by the corpus and left out of lists of rising words by the trends.
"""

import re
from collections.abc import Mapping

from broadsheet.words import WORD

MONTH_NAMES = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec",
    "fr": "janvier janv|février fevrier févr fév|mars|avril avr|mai|juin|juillet juil|août aout|septembre sept"
    "|octobre oct|novembre nov|décembre decembre déc",
    "de": "januar jänner jan|februar feb|märz maerz|april apr|mai|juni jun|juli jul|august aug|september sept sep"
    "|oktober okt|november nov|dezember dez",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago"
    "|septiembre setiembre sept sep|octubre oct|noviembre nov|diciembre dic",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago"
    "|settembre set|ottobre ott|novembre nov|dicembre dic",
    "pt": "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set"
    "|outubro out|novembro nov|dezembro dez",
    "ru": "января январь янв|февраля февраль фев|марта март мар|апреля апрель апр|мая май|июня июнь июн"
    "|июля июль июл|августа август авг|сентября сентябрь сен|октября октябрь окт|ноября ноябрь ноя|декабря декабрь дек",
    "uk": "січня січень січ|лютого лютий лют|березня березень бер|квітня квітень кві|травня травень тра"
    "|червня червень чер|липня липень лип|серпня серпень сер|вересня вересень вер|жовтня жовтень жов"
    "|листопада листопад лис|грудня грудень гру",
}
WEEKDAY_NAMES = {
    "en": "monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun",
    "fr": "lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim",
    "de": "montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa|sonntag so",
    "es": "lunes lun|martes mar|miércoles mié|jueves jue|viernes vie|sábado sáb sabado|domingo dom",
    "it": "lunedì lunedi lun|martedì martedi mar|mercoledì mercoledi mer|giovedì giovedi gio|venerdì venerdi ven"
    "|sabato sab|domenica dom",
    "pt": "segunda|terça|quarta|quinta|sexta|sábado sabado|domingo dom",
    "ru": "понедельник пн|вторник вт|среда ср|четверг чт|пятница пт|суббота сб|воскресенье вс",
    "uk": "понеділок пн|вівторок вт|середа ср|четвер чт|пʼятниця п'ятниця п’ятниця пт|субота сб|неділя нд",
}
SPANS = {
    "en": "day days week weeks weekend weekends month months quarter quarters year years today yesterday "
    "tomorrow tonight",
    "fr": "jour jours journée semaine semaines mois trimestre trimestres année années an ans aujourd'hui hier demain",
    "de": "tag tage tagen woche wochen wochenende monat monate monaten quartal quartale jahr jahre jahren heute "
    "gestern morgen sonnabend",
    "es": "día días semana semanas mes meses trimestre trimestres año años hoy ayer mañana",
    "it": "giorno giorni settimana settimane mese mesi trimestre trimestri anno anni oggi ieri domani",
    "pt": "dia dias semana semanas mês meses trimestre trimestres ano anos hoje ontem amanhã feira",
    "ru": "день дня дней дни неделя недели неделю недель месяц месяца месяцев квартал квартала год года году лет "
    "сегодня вчера завтра понедельника вторника среду четверга пятницу субботу",
    "uk": "день дня днів дні тиждень тижня тижні тижнів місяць місяця місяців квартал кварталу рік року роки років "
    "сьогодні вчора учора завтра понеділка вівторка середу четверга пʼятницю п'ятницю п’ятницю суботу неділю",
}
# short forms that are other words more often, in their own language or as a name
ORDINARY = """
    sun sat wed mar lun mer jeu ven sam dim mo di mi do fr sa so dom vie gio gen mag set ago dic lug out
    бер тра чер сер вер лис сен мар ср сб вс
"""


def number_names(names: Mapping[str, str], *, first: int) -> dict[str, int]:
    """The number of each form, of all languages together: "mars" is 3 where ``first`` is 1."""
    return {
        form: number
        for lines in names.values()
        for number, forms in enumerate(lines.split("|"), first)
        for form in forms.split()
    }


def calendar_words(language: str) -> frozenset[str]:
    """Lower-case names of months and weekdays and words such as "week" and "yesterday", cut as ``words.WORD`` cuts.

    Short forms that are other words too ("sun", "mar") are not among them. ``language`` is one of the eight of
    ``MONTH_NAMES``; there are none for another.
    """
    lines = " ".join(names.get(language, "").replace("|", " ") for names in (MONTH_NAMES, WEEKDAY_NAMES, SPANS))
    return frozenset(re.findall(WORD, lines)) - frozenset(ORDINARY.split())

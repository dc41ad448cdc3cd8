"""Korean dates with 24 hours: Django's "7:15 오후" puts the half of the day after the hour."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y년 n월 j일 H:i"
SHORT_DATETIME_FORMAT = "Y-n-j H:i"

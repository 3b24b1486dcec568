from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0003_records_that_duties_read")]

    operations = []

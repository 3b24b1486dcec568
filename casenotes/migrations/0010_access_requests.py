from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0009_printed_file")]

    operations = []

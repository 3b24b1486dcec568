from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0004_note_types")]

    operations = []

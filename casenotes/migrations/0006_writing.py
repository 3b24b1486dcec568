from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0005_likeness")]

    operations = []

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0007_errors_and_closing")]

    operations = []

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0008_search")]

    operations = []

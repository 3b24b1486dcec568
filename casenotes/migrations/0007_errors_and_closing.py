from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0006_writing")]

    operations = []

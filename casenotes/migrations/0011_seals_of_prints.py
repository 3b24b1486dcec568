from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casenotes", "0010_access_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="printedreport",
            name="particulars",
            field=models.JSONField(
                blank=True,
                help_text="What else its content was made of, from which the fingerprint is "
                "reckoned anew; see casemgmt/printing/recomputing.py. Prints of before this was "
                "kept have none.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="printedreport",
            name="seal",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Of this row, with the secret of the installation; see "
                "casemgmt/printing/sealing.py. Prints of before rows were sealed have none.",
                max_length=64,
            ),
        ),
    ]

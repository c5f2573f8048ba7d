namespace Garita.Rollouts.Definitions;

/// <summary>Reads what a definition says of health.</summary>
internal static class HealthReader
{
    private const int MaxMetrics = 8;

    public static HealthRule Read(DefinitionFields fields, TimeSpan longest)
    {
        List<MetricRule> metrics = [];
        foreach ((string _, DefinitionFields metric) in fields.Objects("metrics", MaxMetrics))
        {
            string name = metric.Text("name", required: true) ?? "";
            bool? higher = metric.Word("worse", ("higher", true), ("lower", false));
            double by = metric.Positive("by") ?? 1;
            metric.RefuseOthers();
            if (higher is null)
            {
                metric.Wrong<string>("worse", "is one of: higher, lower");
            }

            if (name.Length is < 1 or > 64)
            {
                metric.Wrong<string>("name", "has 1 to 64 characters");
            }

            metrics.Add(new MetricRule(name, higher ?? true, by));
        }

        HealthRule read = new()
        {
            Crashes = (int?)fields.Whole("crashes", 0, 1000),
            Reconnects = (int?)fields.Whole("reconnects", 0, 100_000),
            Silence = fields.Span("silence", TimeSpan.FromSeconds(1), longest),
            Metrics = metrics,
        };
        fields.RefuseOthers();
        return read;
    }
}

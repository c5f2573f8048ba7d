namespace Garita.Tidy.Tests.Reading;

/// <summary>One place that breaks a rule.</summary>
public sealed record Finding(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}

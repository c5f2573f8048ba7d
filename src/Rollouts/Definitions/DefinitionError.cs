namespace Garita.Rollouts.Definitions;

/// <summary>What is wrong with a definition.</summary>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record DefinitionError(int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Message}";
}

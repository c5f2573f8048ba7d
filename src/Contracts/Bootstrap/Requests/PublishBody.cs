namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>Measurements, and what came of commands. Either list may be empty. Holds a token: never printed.</summary>
/// <param name="Token">The access token.</param>
/// <param name="Measures">At most <see cref="BootstrapMessages.MaxMeasures"/>; taken all or none.</param>
/// <param name="Answers">At most <see cref="BootstrapMessages.MaxCommands"/>; each ends the command it names.</param>
public sealed record PublishBody(
    string Token, IReadOnlyList<Measure> Measures, IReadOnlyList<CommandAnswer> Answers)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"PublishBody {{ Token = ***, Measures = {Measures.Count}, Answers = {Answers.Count} }}";
}

namespace Garita.Broker.Access;

/// <summary>What came of reading a policy.</summary>
/// <param name="Policy">The policy, or null if there is any error: a policy with a mistake is never half used.</param>
/// <param name="Errors">Every error, in the order of the lines, at most <see cref="PolicyLimits.MaxErrors"/>.</param>
/// <param name="Warnings">Lines that are valid but cannot change any decision.</param>
public sealed record PolicyParseResult(
    AccessPolicy? Policy,
    IReadOnlyList<PolicyNotice> Errors,
    IReadOnlyList<PolicyNotice> Warnings)
{
    internal static PolicyParseResult Failed(string file, string message) =>
        new(null, [new PolicyNotice(file, 0, message)], []);
}

namespace Garita.Contracts.Api.Rollouts;

/// <summary>What devices that are judged together have shown.</summary>
/// <param name="Name"><c>all</c>, <c>wave:2</c> or <c>type:pump</c>.</param>
/// <param name="Started">Began: answered an offer. What ended by nobody's fault is not in it.</param>
/// <param name="Pending">Activated the release and are not judged yet.</param>
/// <param name="Good">Judged good.</param>
/// <param name="Bad">Judged bad.</param>
/// <param name="Low">The lower end of the share that it fails on, 0 to 1.</param>
/// <param name="High">The upper end.</param>
/// <param name="Confidence">How often such an interval has the true share, however often one looks, at least.</param>
public sealed record EvidenceView(
    string Name, long Started, long Pending, long Good, long Bad, double Low, double High, double Confidence);

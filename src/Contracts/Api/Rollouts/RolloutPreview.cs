namespace Garita.Contracts.Api.Rollouts;

/// <summary>What a rollout would mean now.</summary>
/// <param name="Members">Devices of the target that do not run the release.</param>
/// <param name="Connected">Those of them that are connected.</param>
/// <param name="Present">Devices of the target that run it already.</param>
/// <param name="Types">Members by product type.</param>
/// <param name="Waves">What each wave allows.</param>
/// <param name="Holding">Devices that have it by this rollout, and would be offered the way back.</param>
/// <param name="WouldRefuse">Those of them that would refuse the way back.</param>
/// <param name="Notices">What a person should know before starting, or going back.</param>
public sealed record RolloutPreview(
    long Members,
    long Connected,
    long Present,
    IReadOnlyDictionary<string, long> Types,
    IReadOnlyList<RolloutWaveView> Waves,
    long Holding,
    long WouldRefuse,
    IReadOnlyList<string> Notices);

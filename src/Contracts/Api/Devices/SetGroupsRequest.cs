namespace Garita.Contracts.Api.Devices;

/// <summary>Replaces a device's groups; answered when live sessions have been judged again.</summary>
/// <param name="Groups">At most 16 groups, each of the alphabet and length of an id.</param>
public sealed record SetGroupsRequest(IReadOnlyList<string> Groups);

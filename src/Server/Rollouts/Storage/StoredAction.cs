namespace Garita.Server.Rollouts.Storage;

/// <summary>Something that was decided and is not done yet.</summary>
/// <param name="Id">Counts up in the order of decisions.</param>
/// <param name="Kind"><c>offer</c>, <c>withdraw</c> or <c>back</c>.</param>
/// <param name="Device">With which device.</param>
/// <param name="Attempt">The offer's number; 0 for a withdrawal.</param>
internal sealed record StoredAction(long Id, string Kind, string Device, int Attempt);

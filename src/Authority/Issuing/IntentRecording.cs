using Garita.Contracts.Identities;

namespace Garita.Authority.Issuing;

/// <summary>What came of recording an intent.</summary>
/// <param name="Status">Recorded, or which check failed.</param>
/// <param name="KeyOwner">
/// Whom the key was recorded for before; set only with <see cref="IntentStatus.KeyOfAnother"/>.
/// </param>
public readonly record struct IntentRecording(IntentStatus Status, Identity? KeyOwner = null);

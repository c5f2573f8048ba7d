namespace Garita.Firmware.Delivery;

/// <summary>Asks whether an offer still stands, before it is activated.</summary>
/// <param name="Deployment">Its name.</param>
/// <param name="Attempt">Which attempt at it, from 1.</param>
/// <param name="Nonce">
/// <see cref="DeliveryLimits.NonceLength"/> fresh random bytes: no older answer answers this question.
/// </param>
public sealed record StillWanted(string Deployment, int Attempt, ReadOnlyMemory<byte> Nonce);

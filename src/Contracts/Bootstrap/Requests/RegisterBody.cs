namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>A device that has no tokens asks for a code.</summary>
/// <param name="Type">What sort of product it is, as the maker calls it; 1 to 64 characters.</param>
/// <param name="Serial">The maker's serial number; 1 to 64 characters.</param>
/// <param name="Factors">The second factors that the device is able to use; one to three, each once.</param>
/// <param name="Key">The thumbprint of the key that will sign (RFC 7638, SHA-256, base64url).</param>
public sealed record RegisterBody(string Type, string Serial, IReadOnlyList<SecondFactor> Factors, string Key);

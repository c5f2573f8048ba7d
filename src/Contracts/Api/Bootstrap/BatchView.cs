namespace Garita.Contracts.Api.Bootstrap;

/// <summary>One batch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Open">Whether its birth certificate is accepted.</param>
/// <param name="Fingerprint">The certificate's, SHA-256 over the DER in hex.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Closed">When it was closed; null while it is open.</param>
public sealed record BatchView(
    string Name, bool Open, string Fingerprint, DateTimeOffset Created, DateTimeOffset? Closed = null);

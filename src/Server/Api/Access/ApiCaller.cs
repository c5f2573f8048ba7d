using Garita.Contracts.Identities;

namespace Garita.Server.Api.Access;

/// <summary>Who asks: an operator by certificate, or a token.</summary>
/// <param name="Name"><c>operator:ana</c> or <c>token:ci</c>; what logs and records call the caller.</param>
/// <param name="Operator">The operator who showed a certificate; null where a token speaks for one.</param>
/// <param name="IsWelcome">Whether that still holds; asked by answers that go on for long.</param>
public sealed record ApiCaller(string Name, Identity? Operator, Func<bool> IsWelcome)
{
    /// <summary>The operator, be it by a certificate or behind a token: who counts as one person.</summary>
    public string Person { get; init; } = Name;
}

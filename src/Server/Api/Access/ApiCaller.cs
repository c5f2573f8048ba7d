namespace Garita.Server.Api.Access;

/// <summary>Who asks: an operator by certificate, or a token.</summary>
/// <param name="Name"><c>operator:ana</c> or <c>token:ci</c>; what logs and records call the caller.</param>
/// <param name="IsWelcome">Whether that still holds; asked by answers that go on for long.</param>
public sealed record ApiCaller(string Name, Func<bool> IsWelcome);

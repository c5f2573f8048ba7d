using Garita.Contracts.Bootstrap;

namespace Garita.Device.Bootstrap;

/// <summary>Where the second factor comes from: a modem, a person at a console, a seed.</summary>
/// <param name="factor">What the server asks for; never <see cref="SecondFactor.Approval"/>, which needs no
/// code.</param>
/// <param name="cancellationToken">Fires when the code is not waited for any more.</param>
/// <returns>The code as the server is to see it, 1 to 64 characters. Completes only when there is one.</returns>
public delegate Task<string> CodeInput(SecondFactor factor, CancellationToken cancellationToken);

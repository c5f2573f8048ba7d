namespace Garita.Enrollment.Registrations;

/// <summary>What came of a registration. The device is told none of it by default.</summary>
/// <param name="Refusal">Why not, or none.</param>
/// <param name="Message">What is to be sent; null where nothing is.</param>
public readonly record struct RegisterResult(RegisterRefusal Refusal, CodeMessage? Message);

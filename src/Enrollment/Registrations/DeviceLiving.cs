namespace Garita.Enrollment.Registrations;

/// <summary>How a device that bootstrapped goes on.</summary>
public enum DeviceLiving
{
    /// <summary>It exchanges its session for a certificate and speaks MQTT.</summary>
    Certificate,

    /// <summary>It stays with tokens and never speaks MQTT.</summary>
    Tokens,
}
